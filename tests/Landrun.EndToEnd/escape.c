// Tries ways out of a sandbox, each in a process of its own, and prints `name=0` where it got through or `name=ERRNO`.
//
//   escape SECRET TCP UDP UNIX ABSTRACT PID    a file, ports on loopback, sockets and a process, all outside; descriptor 9 open on SECRET
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

static const char *secret, *unix_path, *abstract_name;
static int tcp, udp, pid;

static int done(long result) { return result < 0 ? errno : 0; }

static int at(const char *format, int flags)
{
	char path[4096];
	snprintf(path, sizeof path, format, pid, secret);
	int fd = open(path, flags | O_CLOEXEC);
	char byte;
	if (fd < 0)
		return errno;
	return flags == O_RDONLY ? done(read(fd, &byte, 1)) : 0;
}

static int beside(const char *name, char *path)
{
	strcpy(path, secret);
	strcpy(strrchr(path, '/') + 1, name);
	return 0;
}

static int f_open(void) { return at("%2$s", O_RDONLY); }
static int f_write(void) { return at("%2$s", O_WRONLY); }
static int f_trunc(void) { return at("%2$s", O_WRONLY | O_TRUNC); }
static int f_root(void) { return at("/proc/self/root%2$s", O_RDONLY); }
static int f_other_root(void) { return at("/proc/%1$d/root%2$s", O_RDONLY); }
static int f_truncate(void) { return done(truncate(secret, 1)); }
static int f_reopen(void)
{
	int fd = open(secret, O_PATH);
	char path[64];
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	return done(open(path, O_RDONLY));
}
static int f_symlink(void) { char p[4096]; beside("link", p); int e = done(symlink(secret, p)); unlink(p); return e; }
static int f_link(void) { char p[4096]; beside("hard", p); int e = done(link(secret, p)); unlink(p); return e; }
static int f_rename(void) { char p[4096]; beside("moved", p); int e = done(rename(secret, p)); rename(p, secret); return e; }
static int f_mkdir(void) { char p[4096]; beside("dir", p); int e = done(mkdir(p, 0700)); rmdir(p); return e; }
static int f_fifo(void) { char p[4096]; beside("fifo", p); int e = done(mkfifo(p, 0600)); unlink(p); return e; }
static int f_chmod(void) { return done(chmod(secret, 0644)); }
static int f_chown(void) { return done(chown(secret, getuid(), getgid())); }
static int f_utime(void) { return done(utimensat(AT_FDCWD, secret, NULL, 0)); }
static int f_xattr(void) { return done(setxattr(secret, "user.escape", "x", 1, 0)); }
static int f_handle(void)
{
	struct { struct file_handle h; char space[128]; } handle = { .h.handle_bytes = 128 };
	int mount;
	if (name_to_handle_at(AT_FDCWD, secret, &handle.h, &mount, 0) < 0)
		return errno;
	int fd = open("/usr", O_RDONLY);
	return done(open_by_handle_at(fd, &handle.h, O_RDONLY));
}
static int f_uring(void) { char params[256] = { 0 }; return done(syscall(SYS_io_uring_setup, 4, params)); }
static int f_mount(void)
{
	if (unshare((getuid() ? CLONE_NEWUSER : 0) | CLONE_NEWNS) < 0)
		return errno;
	return done(mount("/", "/usr", NULL, MS_BIND | MS_REC, NULL));
}
// A copy of the mount tree that hangs nowhere, from within a user namespace of one's own.
static int f_tree(void)
{
	char directory[4096];
	beside("", directory);
	if (unshare((getuid() ? CLONE_NEWUSER : 0) | CLONE_NEWNS) < 0)
		return errno;
	int tree = syscall(SYS_open_tree, AT_FDCWD, directory, 1 /* OPEN_TREE_CLONE */);
	return tree < 0 ? errno : done(openat(tree, strrchr(secret, '/') + 1, O_RDONLY));
}
static int f_inotify(void)
{
	char directory[4096];
	beside("", directory);
	return done(inotify_add_watch(inotify_init1(0), directory, IN_CREATE));
}
static int f_descriptor(void) { char byte; return done(pread(9, &byte, 1, 0)); }

static int p_kill(void) { return done(kill(pid, SIGCONT)); }
static int p_tgkill(void) { return done(syscall(SYS_tgkill, pid, pid, SIGCONT)); }
static int p_pidfd(void) { int fd = syscall(SYS_pidfd_open, pid, 0); return fd < 0 ? errno : done(syscall(SYS_pidfd_send_signal, fd, SIGCONT, NULL, 0)); }
static int p_ptrace(void) { return done(ptrace(PTRACE_SEIZE, pid, 0, 0)); }
static int p_getfd(void) { int fd = syscall(SYS_pidfd_open, pid, 0); return fd < 0 ? errno : done(syscall(SYS_pidfd_getfd, fd, 0, 0)); }
static int p_mem(void) { char p[64]; snprintf(p, sizeof p, "/proc/%d/mem", pid); return done(open(p, O_RDONLY)); }
static int p_fd(void) { char p[64]; snprintf(p, sizeof p, "/proc/%d/fd/0", pid); return done(open(p, O_RDONLY | O_NONBLOCK)); }
static int p_kcmp(void) { return done(syscall(SYS_kcmp, getpid(), pid, 0 /* KCMP_FILE */, 0, 0)); }
static int p_environ(void) { return at("/proc/%1$d/environ", O_RDONLY); }
static int p_vm(void)
{
	char byte;
	unsigned long address = 0;
	char p[64];
	snprintf(p, sizeof p, "/proc/%d/stat", pid);
	FILE *f = fopen(p, "r");
	// Field 26, startcode: an address that is mapped, or 1 where it may not be seen.
	if (f && fscanf(f, "%*d %*s %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %*u %*u %*d %*u %lu", &address) != 1)
		return EIO;
	struct iovec local = { &byte, 1 }, remote = { (void *)address, 1 };
	return done(process_vm_readv(pid, &local, 1, &remote, 1, 0));
}
static int p_limit(void) { struct rlimit l; prlimit(pid, RLIMIT_CORE, NULL, &l); return done(prlimit(pid, RLIMIT_CORE, &l, NULL)); }
static int p_key(void) { return done(syscall(SYS_add_key, "user", "landrun-escape", "x", 1, -2)); }

static int to(int family, int type, int protocol, int port, int flags, int how)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
	struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	if (family == -6)
		inet_pton(AF_INET6, "::ffff:127.0.0.1", &six.sin6_addr);
	else
		six.sin6_addr = in6addr_loopback;
	struct sockaddr *address = family == AF_INET ? (void *)&four : (void *)&six;
	socklen_t size = family == AF_INET ? sizeof four : sizeof six;
	int fd = socket(family == -6 ? AF_INET6 : family, type, protocol);
	if (fd < 0)
		return errno;
	if (how == 'c')
		return done(connect(fd, address, size));
	if (how == 'b')
		return done(bind(fd, address, size));
	if (how == 'l')
		return done(listen(fd, 1));
	if (how == 'm') {
		struct iovec v = { "x", 1 };
		struct msghdr m = { .msg_name = address, .msg_namelen = size, .msg_iov = &v, .msg_iovlen = 1 };
		return done(sendmsg(fd, &m, flags));
	}
	return done(sendto(fd, "x", 1, flags, address, size));
}
static int n_tcp4(void) { return to(AF_INET, SOCK_STREAM, 0, tcp, 0, 'c'); }
static int n_tcp6(void) { return to(AF_INET6, SOCK_STREAM, 0, tcp, 0, 'c'); }
static int n_mapped(void) { return to(-6, SOCK_STREAM, 0, tcp, 0, 'c'); }
static int n_bind(void) { return to(AF_INET, SOCK_STREAM, 0, 0, 0, 'b'); }
static int n_listen(void) { return to(AF_INET, SOCK_STREAM, 0, 0, 0, 'l'); }
static int n_mptcp(void) { return to(AF_INET, SOCK_STREAM, 262, tcp, 0, 'c'); }
static int n_mptcp_bind(void) { return to(AF_INET6, SOCK_STREAM, 262, 0, 0, 'b'); }
static int n_fast(void) { return to(AF_INET, SOCK_STREAM, 0, tcp, MSG_FASTOPEN, 's'); }
static int n_fast_msg(void) { return to(AF_INET6, SOCK_STREAM, 0, tcp, MSG_FASTOPEN, 'm'); }
static int n_udp4(void) { return to(AF_INET, SOCK_DGRAM, 0, udp, 0, 's'); }
static int n_udp6(void) { return to(AF_INET6, SOCK_DGRAM, 0, udp, 0, 'm'); }
static int n_udp_mapped(void) { return to(-6, SOCK_DGRAM, 0, udp, 0, 's'); }
static int n_udp_bind(void) { return to(AF_INET, SOCK_DGRAM, 0, 0, 0, 'b'); }
static int n_udplite(void) { return to(AF_INET, SOCK_DGRAM, 136, udp, 0, 's'); }
static int n_raw(void) { return done(socket(AF_INET, SOCK_RAW, IPPROTO_ICMP)); }
static int n_icmp(void) { return done(socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP)); }
static int n_packet(void) { return done(socket(AF_PACKET, SOCK_RAW, 0)); }
static int n_vsock(void) { return done(socket(40, SOCK_STREAM, 0)); }
static int n_uevent(void) { return done(socket(AF_NETLINK, SOCK_RAW, 15)); }
static int n_alg(void) { return done(socket(38, SOCK_SEQPACKET, 0)); }
#ifdef __x86_64__
static int n_i386(void)
{
	long result;
	__asm__ volatile("int $0x80" : "=a"(result) : "a"(359), "b"(AF_INET), "c"(SOCK_STREAM), "d"(262) : "memory", "r8", "r9", "r10", "r11");
	return result < 0 ? -(int)result : 0;
}
static int n_x32(void) { return done(syscall(0x40000000 + SYS_socket, AF_INET, SOCK_STREAM, 262)); }
#endif

static int local(int type, int abstract, int how)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	const char *name = abstract ? abstract_name : unix_path;
	char other[100];
	snprintf(other, sizeof other, "%s%s", name, type == SOCK_DGRAM ? ".dgram" : "");
	strcpy(a.sun_path + abstract, other);
	socklen_t size = offsetof(struct sockaddr_un, sun_path) + abstract + strlen(other) + !abstract;
	int pair[2];
	if (how == 'p') {
		if (socketpair(AF_UNIX, type, 0, pair) < 0)
			return errno;
	} else if ((pair[0] = socket(AF_UNIX, type, 0)) < 0)
		return errno;
	return done(how == 'c' ? connect(pair[0], (void *)&a, size) : sendto(pair[0], "x", 1, 0, (void *)&a, size));
}
static int u_stream(void) { return local(SOCK_STREAM, 0, 'c'); }
static int u_dgram(void) { return local(SOCK_DGRAM, 0, 's'); }
static int u_pair(void) { return local(SOCK_DGRAM, 0, 'p'); }
static int u_raw_pair(void) { return local(SOCK_RAW, 0, 'p') == EACCES ? EACCES : local(SOCK_DGRAM, 0, 'p'); }
static int u_abstract(void) { return local(SOCK_STREAM, 1, 'c'); }
static int u_abstract_pair(void) { return local(SOCK_DGRAM, 1, 'p'); }

static int k_terminal(void)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	return master < 0 ? errno : done(ioctl(master, (unsigned long)TIOCSTI | 0x100000000UL, "x"));
}
static int k_bpf(void) { union bpf_attr a = { .map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1 }; return done(syscall(SYS_bpf, BPF_MAP_CREATE, &a, sizeof a)); }
static int k_perf(void) { struct perf_event_attr a = { .type = PERF_TYPE_SOFTWARE, .size = sizeof a, .config = PERF_COUNT_SW_CPU_CLOCK }; return done(syscall(SYS_perf_event_open, &a, -1, 0, -1, 0)); }
static int k_hostname(void) { char n[65]; gethostname(n, sizeof n); return done(sethostname(n, strlen(n))); }
static int k_memfd(void)
{
	int fd = memfd_create("x", 0), self = open("/proc/self/exe", O_RDONLY);
	char buffer[65536];
	ssize_t n;
	while ((n = read(self, buffer, sizeof buffer)) > 0)
		if (write(fd, buffer, n) != n)
			return EIO;
	char *argv[] = { "escape", NULL };
	fexecve(fd, argv, argv + 1);
	return errno;
}
static int k_stat(void) { struct stat s; return done(stat(secret, &s)); }
static int k_nice(void) { return done(setpriority(PRIO_PROCESS, pid, 19)); }

static const struct { const char *name; int (*try)(void); } tries[] = {
	{ "open", f_open }, { "write", f_write }, { "open-trunc", f_trunc }, { "proc-root", f_root }, { "proc-pid-root", f_other_root },
	{ "truncate", f_truncate }, { "reopen-path", f_reopen }, { "symlink", f_symlink }, { "link", f_link }, { "rename", f_rename },
	{ "mkdir", f_mkdir }, { "mkfifo", f_fifo }, { "chmod", f_chmod }, { "chown", f_chown }, { "utime", f_utime }, { "setxattr", f_xattr },
	{ "handle", f_handle }, { "io-uring", f_uring }, { "mount", f_mount }, { "descriptor", f_descriptor },
	{ "open-tree", f_tree }, { "inotify", f_inotify }, { "proc-fd", p_fd }, { "kcmp", p_kcmp },
	{ "kill", p_kill }, { "tgkill", p_tgkill }, { "pidfd-signal", p_pidfd }, { "ptrace", p_ptrace }, { "pidfd-getfd", p_getfd },
	{ "proc-mem", p_mem }, { "proc-environ", p_environ }, { "process-vm", p_vm }, { "prlimit", p_limit }, { "add-key", p_key },
	{ "tcp4", n_tcp4 }, { "tcp6", n_tcp6 }, { "tcp-mapped", n_mapped }, { "tcp-bind", n_bind }, { "tcp-listen", n_listen },
	{ "mptcp", n_mptcp }, { "mptcp-bind", n_mptcp_bind }, { "fast-open", n_fast }, { "fast-open-msg", n_fast_msg },
	{ "udp4", n_udp4 }, { "udp6", n_udp6 }, { "udp-mapped", n_udp_mapped }, { "udp-bind", n_udp_bind }, { "udplite", n_udplite },
	{ "raw", n_raw }, { "icmp", n_icmp }, { "packet", n_packet }, { "vsock", n_vsock }, { "uevent", n_uevent }, { "alg", n_alg },
#ifdef __x86_64__
	{ "i386", n_i386 }, { "x32", n_x32 },
#endif
	{ "unix-stream", u_stream }, { "unix-dgram", u_dgram }, { "unix-pair", u_pair }, { "unix-raw-pair", u_raw_pair },
	{ "abstract", u_abstract }, { "abstract-pair", u_abstract_pair },
	{ "terminal", k_terminal }, { "bpf", k_bpf }, { "perf", k_perf }, { "hostname", k_hostname }, { "memfd-exec", k_memfd }, { "stat", k_stat },
	{ "nice", k_nice },
};

int main(int argc, char **argv)
{
	if (argc == 1)
		return 0; // started out of memory by memfd-exec
	if (argc != 7)
		return 97;
	secret = argv[1], tcp = atoi(argv[2]), udp = atoi(argv[3]), unix_path = argv[4], abstract_name = argv[5], pid = atoi(argv[6]);
	for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
		int status;
		pid_t child = fork();
		if (child == 0) {
			alarm(10);
			_exit(tries[i].try());
		}
		if (child < 0 || waitpid(child, &status, 0) != child)
			return 98;
		if (WIFSIGNALED(status))
			printf("%s=killed by %d\n", tries[i].name, WTERMSIG(status));
		else if (WEXITSTATUS(status))
			printf("%s=%s\n", tries[i].name, strerrorname_np(WEXITSTATUS(status)));
		else
			printf("%s=0\n", tries[i].name);
		fflush(stdout);
	}
	return 0;
}
