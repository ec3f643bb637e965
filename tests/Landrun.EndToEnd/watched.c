// A program that is hard to watch: each mode does one thing that a tracer may get wrong, and says so on standard output.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;
static char **words;

static int opens(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

static void *open_many(void *unused)
{
	(void)unused;
	long failed = 0;
	for (int i = 0; i < 200; i++)
		failed += opens(words[0]) != 0;
	return (void *)failed;
}

static int threads(void)
{
	pthread_t ids[8];
	long failed = 0;
	for (int i = 0; i < 8; i++)
		pthread_create(&ids[i], NULL, open_many, NULL);
	for (int i = 0; i < 8; i++) {
		void *result;
		pthread_join(ids[i], &result);
		failed += (long)result;
	}
	printf("threads %ld\n", failed);
	return 0;
}

static void *execute(void *unused)
{
	(void)unused;
	execve(words[0], words, environ);
	_exit(99);
}

// The thread takes the first one's place; the first one is in a system call meanwhile.
static int thread_exec(void)
{
	pthread_t id;
	pthread_create(&id, NULL, execute, NULL);
	pause();
	return 98;
}

// The first thread ends, the others go on.
static void *outlive(void *unused)
{
	(void)unused;
	usleep(200000);
	printf("outlived %d\n", opens(words[0]));
	fflush(stdout);
	exit(7);
}

static int leader_exit(void)
{
	pthread_t id;
	pthread_create(&id, NULL, outlive, NULL);
	pthread_exit(NULL);
}

static int with_vfork(void)
{
	int status;
	pid_t child = vfork();
	if (child == 0) {
		execve(words[0], words, environ);
		_exit(99);
	}
	waitpid(child, &status, 0);
	printf("vfork %d\n", WEXITSTATUS(status));
	return 0;
}

// No child that it didn't make, and its own stop and continuation are seen by its parent.
static int stops(void)
{
	if (waitpid(-1, NULL, WNOHANG | __WALL) != -1 || errno != ECHILD)
		puts("a child that isn't mine");
	int status;
	pid_t child = fork();
	if (child == 0) {
		raise(SIGSTOP);
		_exit(opens(words[0]) ? 1 : 5);
	}
	waitpid(child, &status, WUNTRACED);
	printf("stopped %d by %d\n", WIFSTOPPED(status), WSTOPSIG(status));
	kill(child, SIGCONT);
	// The continuation may be told, or the end already.
	waitpid(child, &status, WCONTINUED);
	puts("continued");
	if (WIFCONTINUED(status))
		waitpid(child, &status, 0);
	printf("exited %d\n", WEXITSTATUS(status));
	return 0;
}

static void on_alarm(int signal)
{
	(void)signal;
}

// A call that a signal interrupts, once restarted and once not.
static int interrupted(void)
{
	struct sigaction action = { .sa_handler = on_alarm };
	sigaction(SIGALRM, &action, NULL);
	ualarm(50000, 0);
	int fd = open(words[0], O_WRONLY);
	printf("interrupted %s", fd < 0 ? strerrorname_np(errno) : "not");
	ualarm(50000, 0);
	fd = open(words[0], O_RDONLY);
	printf(" %s\n", fd < 0 ? strerrorname_np(errno) : "not");
	return 0;
}

static int suicide(void)
{
	opens(words[0]);
	kill(getpid(), SIGKILL);
	return 0;
}

// A call that nobody may make and its arguments, from memory that isn't there.
static int bad_pointers(void)
{
	printf("bad %s", syscall(SYS_openat, AT_FDCWD, (void *)1, 0) < 0 ? strerrorname_np(errno) : "0");
	printf(" %s", syscall(SYS_execve, (void *)-1, 0, 0) < 0 ? strerrorname_np(errno) : "0");
	printf(" %s", syscall(SYS_renameat2, AT_FDCWD, 0, AT_FDCWD, 0, 0) < 0 ? strerrorname_np(errno) : "0");
	printf(" %s\n", syscall(SYS_connect, 77, (void *)1, 16) < 0 ? strerrorname_np(errno) : "0");
	return 0;
}

static int undumpable(void)
{
	prctl(PR_SET_DUMPABLE, 0);
	printf("undumpable %d\n", opens(words[0]));
	return 0;
}

// Many short children, some of them dying in the middle.
static int storm(void)
{
	int died = 0;
	for (int i = 0; i < 100; i++) {
		int status;
		pid_t child = fork();
		if (child == 0) {
			if (i % 3 == 0)
				ualarm(1, 0);
			for (int j = 0; j < 20; j++)
				opens(words[0]);
			_exit(i);
		}
		waitpid(child, &status, 0);
		if (WIFSIGNALED(status) ? WTERMSIG(status) != SIGALRM : WEXITSTATUS(status) != i)
			died++;
	}
	printf("storm %d\n", died);
	return 0;
}

static volatile sig_atomic_t alarms;

static void count_alarm(int signal)
{
	// On a slow machine there would be nothing but signals.
	static const struct itimerval never;
	if (++alarms == 2000)
		setitimer(signal == SIGALRM ? ITIMER_REAL : -1, &never, NULL);
}

// Signals that come, as often as may be, while files are opened: no regular file's open(2) is ever interrupted.
static int alarmed(void)
{
	struct sigaction action = { .sa_handler = count_alarm };
	sigaction(SIGALRM, &action, NULL);
	struct itimerval often = { { 0, 200 }, { 0, 200 } };
	setitimer(ITIMER_REAL, &often, NULL);
	int failed = 0;
	for (int i = 0; i < 8000; i++)
		failed += opens(words[0]) != 0;
	printf("alarmed %d\n", failed);
	return 0;
}

// Executes a command under a filter with a listener, of which there may be but one: as in a container that has one.
static int listened(void)
{
	struct sock_filter allow = { BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW };
	struct sock_fprog filter = { 1, &allow };
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &filter) < 0)
		return 98;
	execve(words[0], words, environ);
	return 99;
}

static int grandchild(void)
{
	if (fork() == 0) {
		setsid();
		close(1);
		close(2);
		usleep(300000);
		_exit(opens("/etc/hostname"));
	}
	puts("parent done");
	return 0;
}

static void on_sys(int signal)
{
	(void)signal;
	static const char text[] = "SIGSYS came through\n";
	if (write(1, text, sizeof(text) - 1))
		_exit(96);
}

// Calls that the filter refuses: the errno must come, and no signal; with SIGSYS handled, blocked and ignored.
static int refused(void)
{
	signal(SIGSYS, on_sys);
	int fd = socket(AF_INET, SOCK_RAW, 1);
	printf("refused %s", fd < 0 ? strerrorname_np(errno) : "not");
	sigset_t set;
	sigfillset(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	fd = socket(AF_INET, SOCK_RAW, 1);
	printf(" %s", fd < 0 ? strerrorname_np(errno) : "not");
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	signal(SIGSYS, SIG_IGN);
	fd = socket(AF_VSOCK, SOCK_STREAM, 0);
	printf(" %s", fd < 0 ? strerrorname_np(errno) : "not");
	printf(" %s\n", syscall(SYS_io_uring_setup, 1, NULL) < 0 ? strerrorname_np(errno) : "not");
	return 0;
}

// Out of the tracer's hands: a child that isn't traced may still do nothing that is refused.
static int untraced(void)
{
	int status;
	long child = syscall(SYS_clone, CLONE_UNTRACED | SIGCHLD, NULL, NULL, NULL, NULL);
	if (child == 0) {
		int fd = socket(AF_INET, SOCK_RAW, 1);
		_exit(fd < 0 ? 3 : 4);
	}
	waitpid(child, &status, 0);
	printf("untraced %s\n", WIFSIGNALED(status) ? "killed" : WEXITSTATUS(status) == 4 ? "got a raw socket" : "refused");
	return 0;
}

// Its own tracer can't be had, nor the real one be told to leave.
static int traceme(void)
{
	printf("traceme %s\n", ptrace(PTRACE_TRACEME, 0, 0, 0) < 0 ? strerrorname_np(errno) : "0");
	return 0;
}

int main(int argc, char **argv)
{
	static const struct { const char *name; int (*run)(void); } modes[] = {
		{ "threads", threads }, { "thread-exec", thread_exec }, { "leader-exit", leader_exit }, { "vfork", with_vfork },
		{ "stops", stops }, { "interrupted", interrupted }, { "suicide", suicide }, { "bad-pointers", bad_pointers },
		{ "undumpable", undumpable }, { "storm", storm }, { "alarmed", alarmed }, { "listened", listened }, { "grandchild", grandchild }, { "refused", refused },
		{ "untraced", untraced }, { "traceme", traceme },
	};
	setvbuf(stdout, NULL, _IONBF, 0);
	if (argc < 2)
		return 97;
	words = argv + 2;
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (!strcmp(modes[i].name, argv[1]))
			return modes[i].run();
	return 97;
}
