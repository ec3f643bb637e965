// The first process of a machine that tests run in, linked statically: sets the machine up, runs what stands behind `--` on the
// kernel's command line with /dev/ttyS1 (or what REPORT names) as its output, says how it ended, and switches the machine off.
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static void need(const char *what, int result)
{
	if (result < 0) {
		printf("init: %s: %s\n", what, strerror(errno));
		sync();
		reboot(RB_POWER_OFF);
	}
}

static void mount_at(const char *path, const char *type, const char *options)
{
	mkdir(path, 0755);
	need(path, mount(type, path, type, 0, options));
}

static void loopback_up(void)
{
	struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	need("loopback", fd);
	need("loopback", ioctl(fd, SIOCSIFFLAGS, &request));
	close(fd);
}

int main(int argc, char **argv)
{
	mount_at("/proc", "proc", NULL);
	mount_at("/sys", "sysfs", NULL);
	mount_at("/dev", "devtmpfs", NULL);
	mount_at("/dev/pts", "devpts", "ptmxmode=0666");
	mount_at("/dev/shm", "tmpfs", NULL);
	// The root file system is the unpacked initramfs; what tests write needs extended attributes too.
	mount_at("/tmp", "tmpfs", "mode=1777");
	need("/dev/fd", symlink("/proc/self/fd", "/dev/fd"));
	loopback_up();
	setenv("PATH", "/usr/bin:/usr/sbin", 1);
	setenv("HOME", "/root", 1);
	setenv("USER", "root", 1);
	setenv("LANG", "C.UTF-8", 1);

	int report = open(getenv("REPORT") ? getenv("REPORT") : "/dev/ttyS1", O_WRONLY | O_NOCTTY);
	need("report", report);
	int status;
	pid_t child = argc > 1 ? fork() : -1;
	need("no command", child);
	if (child == 0) {
		setsid();
		need("/dev/null", dup2(open("/dev/null", O_RDONLY), 0));
		need("output", dup2(report, 1));
		need("output", dup2(report, 2));
		execv(argv[1], argv + 1);
		need(argv[1], -1);
	}
	// Orphans come here as well.
	for (pid_t ended = 0; ended != child;)
		need("wait", ended = wait(&status));
	dprintf(report, "init: the tests ended with status %d\n", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
	// What is written to a terminal is not yet sent.
	tcdrain(report);
	reboot(RB_POWER_OFF);
	for (;;)
		pause();
}
