// The program that the tests run inside and outside of the sandbox. It tries acts and prints what the kernel answered:
//
//   probe ACT ARG... [+ ACT ARG...]   one line an act: `act=0`, `act=EACCES`, or `act=0 DATA` (bytes that don't print as \xNN)
//   probe exec-hex HEX...             decodes every word from hex and becomes that command: .NET passes only UTF-8 arguments
//   probe with [close N | open N FILE | ignore SIG | block SIG]... -- COMMAND...   becomes a command with that changed
//   probe audit COMMAND...            runs it with the kernel's audit on, then prints Landlock's records, `audit TEXT` (needs root)
//   probe wait COMMAND...             prints `exited N` or `killed N`, which an exit status alone cannot tell apart
//
// It is linked statically, so that it starts in a sandbox without libraries.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/ioctl.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef AUDIT_LANDLOCK_ACCESS
#define AUDIT_LANDLOCK_ACCESS 1423
#define AUDIT_LANDLOCK_DOMAIN 1424
#endif

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#endif

extern char **environ;

static int main_argc;
static char **main_argv;
static int report_to = 1;

// What an act has to tell besides its errno; NULL where nothing.
static char *data;
static size_t data_size;

static void die(const char *what)
{
	int error = errno;
	dprintf(2, "probe: %s: %s\n", what, strerrorname_np(error));
	_exit(99);
}

static void tell(const void *bytes, size_t size)
{
	data = realloc(data, data_size + size + 1);
	if (!data)
		die("realloc");
	memcpy(data + data_size, bytes, size);
	data_size += size;
	data[data_size] = 0;
}

__attribute__((format(printf, 1, 2))) static void tellf(const char *format, ...)
{
	char text[8192];
	va_list list;
	va_start(list, format);
	int size = vsnprintf(text, sizeof text, format, list);
	va_end(list);
	tell(text, size < (int)sizeof text ? size : (int)sizeof text - 1);
}

static void put(const char *text, size_t size)
{
	while (size > 0) {
		ssize_t written = write(report_to, text, size);
		if (written < 0)
			_exit(98);
		text += written;
		size -= written;
	}
}

// One line, whatever the bytes are.
static void put_escaped(const char *text, size_t size)
{
	char *line = malloc(size * 4 + 1);
	size_t length = 0;
	if (!line)
		die("malloc");
	for (size_t i = 0; i < size; i++) {
		unsigned char c = text[i];
		if (c >= 0x20 && c < 0x7f && c != '\\')
			line[length++] = c;
		else
			length += sprintf(line + length, "\\x%02x", c);
	}
	put(line, length);
	free(line);
}

static int result(long value)
{
	return value < 0 ? errno : 0;
}

static int opened(int fd)
{
	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

static int number(const char *text)
{
	return (int)strtol(text, NULL, 0);
}

// ---- files

static int open_read(char **a) { return opened(open(a[0], O_RDONLY | O_CLOEXEC | O_NONBLOCK)); }
static int open_write(char **a) { return opened(open(a[0], O_WRONLY | O_CLOEXEC | O_NONBLOCK)); }
static int open_rdwr(char **a) { return opened(open(a[0], O_RDWR | O_CLOEXEC | O_NONBLOCK)); }
static int open_trunc(char **a) { return opened(open(a[0], O_WRONLY | O_TRUNC | O_CLOEXEC)); }
static int open_path(char **a) { return opened(open(a[0], O_PATH | O_CLOEXEC)); }
static int create_file(char **a) { return opened(open(a[0], O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666)); }
static int truncate_file(char **a) { return result(truncate(a[0], 1)); }
static int make_reg(char **a) { return result(mknod(a[0], S_IFREG | 0666, 0)); }
static int make_dir(char **a) { return result(mkdir(a[0], 0777)); }
static int remove_dir(char **a) { return result(rmdir(a[0])); }
static int remove_file(char **a) { return result(unlink(a[0])); }
static int make_symlink(char **a) { return result(symlink(a[0], a[1])); }
static int make_fifo(char **a) { return result(mkfifo(a[0], 0666)); }
static int make_sock(char **a) { return result(mknod(a[0], S_IFSOCK | 0666, 0)); }
// 0:0 is overlayfs' whiteout, the one device node that needs no capability.
static int make_chr(char **a) { return result(mknod(a[0], S_IFCHR | 0666, makedev(0, 0))); }
static int make_blk(char **a) { return result(mknod(a[0], S_IFBLK | 0666, makedev(7, 0))); }
static int rename_file(char **a) { return result(rename(a[0], a[1])); }
static int exchange(char **a) { return result(renameat2(AT_FDCWD, a[0], AT_FDCWD, a[1], RENAME_EXCHANGE)); }
static int link_file(char **a) { return result(link(a[0], a[1])); }
static int change_dir(char **a) { return result(chdir(a[0])); }

static int ftruncate_file(char **a)
{
	int fd = open(a[0], O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return errno;
	int error = result(ftruncate(fd, 1));
	close(fd);
	return error;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int read_directory(char **a)
{
	DIR *dir = opendir(a[0]);
	if (!dir)
		return errno;
	char *names[512];
	size_t count = 0;
	for (struct dirent *entry; count < 512 && (entry = readdir(dir));)
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			names[count++] = strdup(entry->d_name);
	closedir(dir);
	qsort(names, count, sizeof *names, by_name);
	for (size_t i = 0; i < count; i++)
		tellf("%s%s", i ? "/" : "", names[i]);
	return 0;
}

static int stat_file(char **a)
{
	struct stat status;
	return result(stat(a[0], &status));
}

static int read_link(char **a)
{
	char target[4096];
	ssize_t size = readlink(a[0], target, sizeof target);
	if (size < 0)
		return errno;
	tell(target, size);
	return 0;
}

static int cat(char **a)
{
	int fd = open(a[0], O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno;
	char chunk[4096];
	ssize_t size;
	while ((size = read(fd, chunk, sizeof chunk)) > 0)
		tell(chunk, size);
	int error = size < 0 ? errno : 0;
	close(fd);
	return error;
}

static int read_descriptor(char **a)
{
	char chunk[4096];
	ssize_t size;
	while ((size = read(number(a[0]), chunk, sizeof chunk)) > 0)
		tell(chunk, size);
	return size < 0 ? errno : 0;
}

static int write_file(char **a)
{
	int fd = open(a[0], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (fd < 0)
		return errno;
	int error = result(write(fd, a[1], strlen(a[1])));
	close(fd);
	return error;
}

static int device_ioctl(char **a)
{
	int fd = open(a[0], O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return errno;
	char buffer[256];
	int error = result(ioctl(fd, strtoul(a[1], NULL, 0), buffer));
	close(fd);
	return error;
}

// The errno of execve alone: how the program ends does not count.
static int execute(char **a)
{
	int channel[2], error = 0;
	if (pipe2(channel, O_CLOEXEC))
		die("pipe2");
	pid_t child = fork();
	if (child == 0) {
		char *argv[] = { a[0], "exit", "0", NULL };
		execve(a[0], argv, environ);
		error = errno;
		if (write(channel[1], &error, sizeof error) != sizeof error)
			_exit(1);
		_exit(0);
	}
	close(channel[1]);
	if (read(channel[0], &error, sizeof error) < 0)
		die("read");
	close(channel[0]);
	waitpid(child, NULL, 0);
	return error;
}

// ---- network

// "8080" is an IPv4 port, "6:8080" an IPv6 port; on loopback.
static socklen_t loopback(const char *text, struct sockaddr_storage *address)
{
	memset(address, 0, sizeof *address);
	if (text[0] == '6' && text[1] == ':') {
		struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)address;
		in6->sin6_family = AF_INET6;
		in6->sin6_addr = in6addr_loopback;
		in6->sin6_port = htons(number(text + 2));
		return sizeof *in6;
	}
	struct sockaddr_in *in = (struct sockaddr_in *)address;
	in->sin_family = AF_INET;
	in->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	in->sin_port = htons(number(text));
	return sizeof *in;
}

static int with_socket(const char *port, int type, int (*act)(int, const struct sockaddr *, socklen_t), int keep)
{
	struct sockaddr_storage address;
	socklen_t size = loopback(port, &address);
	int fd = socket(address.ss_family, type | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return errno;
	int one = 1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	int error = result(act(fd, (struct sockaddr *)&address, size));
	if (!error && keep)
		error = result(listen(fd, 16));
	if (error || !keep)
		close(fd);
	return error;
}

static int send_datagram(int fd, const struct sockaddr *address, socklen_t size)
{
	return sendto(fd, "x", 1, 0, address, size);
}

static int tcp_bind(char **a) { return with_socket(a[0], SOCK_STREAM, bind, 0); }
static int tcp_listen(char **a) { return with_socket(a[0], SOCK_STREAM, bind, 1); }
static int tcp_connect(char **a) { return with_socket(a[0], SOCK_STREAM, connect, 0); }
static int udp_bind(char **a) { return with_socket(a[0], SOCK_DGRAM, bind, 0); }
static int udp_connect(char **a) { return with_socket(a[0], SOCK_DGRAM, connect, 0); }
static int udp_send(char **a) { return with_socket(a[0], SOCK_DGRAM, send_datagram, 0); }

static int any_socket(char **a) { return opened(socket(number(a[0]), number(a[1]) | SOCK_CLOEXEC, number(a[2]))); }

// A TCP connection that begins with its first datagram.
static int send_fast(int fd, const struct sockaddr *address, socklen_t size)
{
	return sendto(fd, "x", 1, MSG_FASTOPEN, address, size);
}

static int fast_open(char **a) { return with_socket(a[0], SOCK_STREAM, send_fast, 0); }

// An unbound socket that listens gets an ephemeral port.
static int tcp_listen_unbound(char **a)
{
	(void)a;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return errno;
	int error = result(listen(fd, 1));
	close(fd);
	return error;
}

static int unix_socket(const char *name, int abstract, int server)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t length = strlen(name);
	if (length + 1 >= sizeof address.sun_path)
		return ENAMETOOLONG;
	memcpy(address.sun_path + abstract, name, length);
	socklen_t size = offsetof(struct sockaddr_un, sun_path) + length + 1;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return errno;
	int error = result(server ? bind(fd, (struct sockaddr *)&address, size) : connect(fd, (struct sockaddr *)&address, size));
	if (!error && server)
		error = result(listen(fd, 16));
	if (error || !server)
		close(fd);
	return error;
}

static int abstract_listen(char **a) { return unix_socket(a[0], 1, 1); }
static int abstract_connect(char **a) { return unix_socket(a[0], 1, 0); }
static int unix_listen(char **a) { return unix_socket(a[0], 0, 1); }
static int unix_connect(char **a) { return unix_socket(a[0], 0, 0); }

// ---- processes

static int kill_process(char **a) { return result(kill(number(a[0]), number(a[1]))); }

// A process of the same sandbox: it must stay reachable.
static int kill_child(char **a)
{
	pid_t child = fork();
	if (child == 0)
		for (;;)
			pause();
	int error = result(kill(child, number(a[0])));
	if (error)
		kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	return error;
}

static int wait_for_input(char **a)
{
	(void)a;
	char byte;
	return result(read(0, &byte, 1));
}

static _Noreturn int sleep_forever(char **a)
{
	(void)a;
	for (;;)
		pause();
}

static int ready(char **a)
{
	(void)a;
	tellf("ready");
	return 0;
}

static _Noreturn int quit(char **a) { exit(number(a[0])); }

static int die_by(char **a)
{
	struct rlimit none = { 0, 0 };
	setrlimit(RLIMIT_CORE, &none);
	return result(kill(getpid(), number(a[0])));
}

// Descriptors 0 to 2 as the exit status's bits, for when there is nowhere to print.
static _Noreturn int quit_descriptors(char **a)
{
	(void)a;
	int bits = 0;
	for (int fd = 0; fd < 3; fd++)
		bits |= fcntl(fd, F_GETFD) >= 0 ? 1 << fd : 0;
	exit(bits);
}

static int report_on(char **a)
{
	report_to = number(a[0]);
	return 0;
}

// ---- what the process got

static int descriptor(char **a) { return result(fcntl(number(a[0]), F_GETFD)); }

static int descriptors(char **a)
{
	(void)a;
	for (int fd = 0; fd < 4096; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			tellf("%s%d", data_size ? " " : "", fd);
	return 0;
}

static int get_env(char **a)
{
	char *value = getenv(a[0]);
	if (!value)
		return ENOENT;
	tellf("%s", value);
	return 0;
}

static int environment(char **a)
{
	(void)a;
	size_t count = 0;
	while (environ[count])
		count++;
	char **sorted = malloc((count + 1) * sizeof *sorted);
	if (!sorted)
		die("malloc");
	memcpy(sorted, environ, count * sizeof *sorted);
	qsort(sorted, count, sizeof *sorted, by_name);
	for (size_t i = 0; i < count; i++) {
		tell(sorted[i], strlen(sorted[i]));
		tell("|", 1);
	}
	free(sorted);
	return 0;
}

static int arguments(char **a)
{
	(void)a;
	for (int i = 0; i < main_argc; i++) {
		tellf("%s", i ? " " : "");
		for (const char *c = main_argv[i]; *c; c++)
			tellf("%02x", (unsigned char)*c);
	}
	return 0;
}

// Everything that execve keeps and that /proc/self/status and limits don't show.
static int state(char **a)
{
	(void)a;
	char cwd[4096];
	mode_t mask = umask(0);
	umask(mask);
	tellf("umask=%o cwd=%s", mask, getcwd(cwd, sizeof cwd) ? cwd : "?");
	tellf(" nice=%d scheduler=%d ioprio=%ld", getpriority(PRIO_PROCESS, 0), sched_getscheduler(0), syscall(SYS_ioprio_get, 1, 0));
	int subreaper = -1, death = -1, tsc = -1;
	prctl(PR_GET_CHILD_SUBREAPER, &subreaper);
	prctl(PR_GET_PDEATHSIG, &death);
	prctl(PR_GET_TSC, &tsc);
	tellf(" personality=%x dumpable=%d securebits=%d keepcaps=%d subreaper=%d pdeathsig=%d slack=%d thp=%d tsc=%d mce=%d",
		personality(0xffffffff), prctl(PR_GET_DUMPABLE), prctl(PR_GET_SECUREBITS), prctl(PR_GET_KEEPCAPS), subreaper, death,
		prctl(PR_GET_TIMERSLACK), prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0), tsc, prctl(PR_MCE_KILL_GET, 0, 0, 0, 0));
	tellf(" ppid=%d pgid=%d sid=%d", getppid(), getpgrp(), getsid(0));
	for (int which = ITIMER_REAL; which <= ITIMER_PROF; which++) {
		struct itimerval timer;
		getitimer(which, &timer);
		tellf(" timer%d=%d", which, timer.it_value.tv_sec || timer.it_value.tv_usec);
	}
	sigset_t blocked;
	sigprocmask(SIG_BLOCK, NULL, &blocked);
	tellf(" blocked=");
	for (int signal = 1; signal < 65; signal++)
		if (sigismember(&blocked, signal) == 1)
			tellf("%d,", signal);
	tellf(" handled=");
	for (int signal = 1; signal < 65; signal++) {
		struct sigaction action;
		if (sigaction(signal, NULL, &action) == 0 && action.sa_handler != SIG_DFL)
			tellf("%d%s,", signal, action.sa_handler == SIG_IGN ? "" : "!");
	}
	for (int limit = 0; limit < RLIM_NLIMITS; limit++) {
		struct rlimit value;
		if (getrlimit(limit, &value) == 0)
			tellf(" limit%d=%llx:%llx", limit, (unsigned long long)value.rlim_cur, (unsigned long long)value.rlim_max);
	}
	for (int fd = 0; fd < 3; fd++) {
		struct stat status = { 0 };
		int descriptor_flags = fcntl(fd, F_GETFD);
		if (descriptor_flags >= 0 && fstat(fd, &status) == 0)
			tellf(" fd%d=%d,%x,%llx,%llx,%lld", fd, descriptor_flags, fcntl(fd, F_GETFL), (unsigned long long)status.st_dev,
				(unsigned long long)status.st_rdev, fd == 0 ? (long long)lseek(fd, 0, SEEK_CUR) : 0LL);
	}
	tellf(" secure=%lu execfn=%s", getauxval(AT_SECURE), (char *)getauxval(AT_EXECFN));
	return 0;
}

static int landlock_abi(char **a)
{
	(void)a;
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, 1);
	if (abi < 0)
		return errno;
	tellf("%ld", abi);
	return 0;
}

// Waits for a server that another process starts; bounded, and nothing but the connection decides.
static int await_tcp(char **a)
{
	int error = ECONNREFUSED;
	for (int i = 0; i < 1000 && error == ECONNREFUSED; i++) {
		error = tcp_connect(a);
		if (error == ECONNREFUSED)
			nanosleep(&(struct timespec){ 0, 20000000 }, NULL);
	}
	return error;
}

static const struct {
	const char *name;
	int arguments;
	int (*try)(char **);
} acts[] = {
	{ "open-read", 1, open_read },
	{ "open-write", 1, open_write },
	{ "open-rdwr", 1, open_rdwr },
	{ "open-trunc", 1, open_trunc },
	{ "open-path", 1, open_path },
	{ "create", 1, create_file },
	{ "truncate", 1, truncate_file },
	{ "ftruncate", 1, ftruncate_file },
	{ "readdir", 1, read_directory },
	{ "mkreg", 1, make_reg },
	{ "mkdir", 1, make_dir },
	{ "rmdir", 1, remove_dir },
	{ "unlink", 1, remove_file },
	{ "symlink", 2, make_symlink },
	{ "mkfifo", 1, make_fifo },
	{ "mksock", 1, make_sock },
	{ "mkchr", 1, make_chr },
	{ "mkblk", 1, make_blk },
	{ "rename", 2, rename_file },
	{ "exchange", 2, exchange },
	{ "link", 2, link_file },
	{ "chdir", 1, change_dir },
	{ "stat", 1, stat_file },
	{ "readlink", 1, read_link },
	{ "cat", 1, cat },
	{ "read-fd", 1, read_descriptor },
	{ "write", 2, write_file },
	{ "ioctl", 2, device_ioctl },
	{ "exec", 1, execute },
	{ "tcp-bind", 1, tcp_bind },
	{ "tcp-listen", 1, tcp_listen },
	{ "tcp-connect", 1, tcp_connect },
	{ "await-tcp", 1, await_tcp },
	{ "udp-bind", 1, udp_bind },
	{ "udp-connect", 1, udp_connect },
	{ "udp-send", 1, udp_send },
	{ "socket", 3, any_socket },
	{ "fast-open", 1, fast_open },
	{ "tcp-listen-unbound", 0, tcp_listen_unbound },
	{ "abstract-listen", 1, abstract_listen },
	{ "abstract-connect", 1, abstract_connect },
	{ "unix-listen", 1, unix_listen },
	{ "unix-connect", 1, unix_connect },
	{ "kill", 2, kill_process },
	{ "kill-child", 1, kill_child },
	{ "ready", 0, ready },
	{ "wait-input", 0, wait_for_input },
	{ "sleep", 0, sleep_forever },
	{ "exit", 1, quit },
	{ "exit-descriptors", 0, quit_descriptors },
	{ "die-by", 1, die_by },
	{ "report-on", 1, report_on },
	{ "fd", 1, descriptor },
	{ "fds", 0, descriptors },
	{ "env", 1, get_env },
	{ "environ", 0, environment },
	{ "args", 0, arguments },
	{ "state", 0, state },
	{ "landlock-abi", 0, landlock_abi },
};

static int try_acts(char **words)
{
	while (*words) {
		const char *name = *words++;
		size_t row = 0, rows = sizeof acts / sizeof *acts;
		while (row < rows && strcmp(acts[row].name, name))
			row++;
		if (row == rows) {
			dprintf(2, "probe: no act %s\n", name);
			return 97;
		}
		for (int i = 0; i < acts[row].arguments; i++)
			if (!words[i]) {
				dprintf(2, "probe: %s wants %d arguments\n", name, acts[row].arguments);
				return 97;
			}
		int error = acts[row].try(words);
		words += acts[row].arguments;
		put(name, strlen(name));
		put("=", 1);
		const char *text = error ? strerrorname_np(error) : "0";
		put(text, strlen(text));
		if (!error && data_size) {
			put(" ", 1);
			put_escaped(data, data_size);
		}
		put("\n", 1);
		data_size = 0;
		// Behind `args` anything may stand.
		if (!strcmp(name, "args"))
			return 0;
		if (*words && strcmp(*words++, "+")) {
			dprintf(2, "probe: + expected behind %s\n", name);
			return 97;
		}
	}
	return 0;
}

// ---- the scene

static int exec_hex(char **words)
{
	for (char **word = words; *word; word++) {
		char *to = *word;
		for (const char *from = *word; from[0] && from[1]; from += 2) {
			char pair[3] = { from[0], from[1], 0 };
			*to++ = (char)strtol(pair, NULL, 16);
		}
		*to = 0;
	}
	execvp(*words, words);
	die(*words);
	return 1;
}

static int with(char **w)
{
	for (; *w && strcmp(*w, "--"); w++) {
		const char *directive = *w;
		if (!w[1])
			break;
		if (!strcmp(directive, "close"))
			close(number(*++w));
		else if (!strcmp(directive, "ignore"))
			signal(number(*++w), SIG_IGN);
		else if (!strcmp(directive, "block")) {
			sigset_t set;
			sigemptyset(&set);
			sigaddset(&set, number(*++w));
			sigprocmask(SIG_BLOCK, &set, NULL);
		} else if (!strcmp(directive, "open") && w[2]) {
			int fd = open(w[2], O_RDONLY), to = number(w[1]);
			if (fd < 0 || dup2(fd, to) < 0)
				die(w[2]);
			if (fd != to)
				close(fd);
			w += 2;
		} else
			break;
	}
	if (!*w || strcmp(*w, "--") || !w[1]) {
		dprintf(2, "probe: bad directive %s\n", *w ? *w : "(end)");
		return 97;
	}
	execvp(w[1], w + 1);
	die(w[1]);
	return 1;
}

static int print_end(int status)
{
	if (WIFSIGNALED(status))
		dprintf(1, "killed %d\n", WTERMSIG(status));
	else
		dprintf(1, "exited %d\n", WEXITSTATUS(status));
	return 0;
}

static int wait_for(char **command)
{
	int status;
	pid_t child = fork();
	if (child == 0) {
		execvp(*command, command);
		die(*command);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		die("waitpid");
	return print_end(status);
}

static void audit_send(int fd, int type, const void *body, size_t size)
{
	struct {
		struct nlmsghdr header;
		char body[256];
	} message = { .header = { .nlmsg_len = NLMSG_LENGTH(size), .nlmsg_type = type, .nlmsg_flags = NLM_F_REQUEST } };
	memcpy(NLMSG_DATA(&message.header), body, size);
	if (send(fd, &message, message.header.nlmsg_len, 0) < 0)
		die("audit");
}

// This process is the audit daemon while the command runs. Records come in order: after the command's end comes one of our own.
static int audit(char **command)
{
	static const char end[] = "landrun-end";
	struct audit_status on = { .mask = AUDIT_STATUS_ENABLED | AUDIT_STATUS_PID | AUDIT_STATUS_BACKLOG_LIMIT, .enabled = 1, .pid = getpid(), .backlog_limit = 8192 };
	struct audit_status off = { .mask = AUDIT_STATUS_ENABLED | AUDIT_STATUS_PID };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT), status;
	if (fd < 0)
		die("audit");
	audit_send(fd, AUDIT_SET, &on, sizeof on);
	pid_t child = fork();
	if (child == 0) {
		execvp(*command, command);
		die(*command);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		die("waitpid");
	audit_send(fd, AUDIT_FIRST_USER_MSG, end, sizeof end);
	for (;;) {
		struct {
			struct nlmsghdr header;
			char body[9000];
		} record;
		struct pollfd ready = { fd, POLLIN, 0 };
		if (poll(&ready, 1, 20000) != 1) {
			dprintf(2, "probe: no end of the audit records\n");
			return 97;
		}
		ssize_t size = recv(fd, &record, sizeof record - 1, 0);
		if (size < (ssize_t)sizeof record.header)
			die("audit");
		((char *)&record)[size] = 0;
		if (record.header.nlmsg_type == AUDIT_FIRST_USER_MSG && strstr(record.body, end))
			break;
		char *text = strstr(record.body, "): ");
		if (text && (record.header.nlmsg_type == AUDIT_LANDLOCK_ACCESS || record.header.nlmsg_type == AUDIT_LANDLOCK_DOMAIN))
			dprintf(1, "audit %s\n", text + 3);
	}
	audit_send(fd, AUDIT_SET, &off, sizeof off);
	return print_end(status);
}

int main(int argc, char **argv)
{
	main_argc = argc;
	main_argv = argv;
	if (argc > 2 && !strcmp(argv[1], "exec-hex"))
		return exec_hex(argv + 2);
	if (argc > 2 && !strcmp(argv[1], "with"))
		return with(argv + 2);
	if (argc > 2 && !strcmp(argv[1], "audit"))
		return audit(argv + 2);
	if (argc > 2 && !strcmp(argv[1], "wait"))
		return wait_for(argv + 2);
	return try_acts(argv + 1);
}
