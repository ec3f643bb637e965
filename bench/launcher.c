/* The yardstick: the system calls of landrun, by the shortest C program that makes them.
   launcher [--rox A,B] [--ro P] ... [--] COMMAND [ARGUMENT ...]
   FILTER names a file with the instructions of the seccomp filter that landrun loads, where it loads one. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { CREATE_RULESET = 444, ADD_RULE = 445, RESTRICT_SELF = 446, CLOSE_RANGE = 436 };
enum { CLOEXEC_FLAG = 4, VERSION_FLAG = 1, PATH_BENEATH = 1, KEPT_DESCRIPTORS = 32 };
enum {
    EXECUTE = 1 << 0, WRITE_FILE = 1 << 1, READ_FILE = 1 << 2, READ_DIR = 1 << 3,
    TRUNCATE = 1 << 14, IOCTL_DEV = 1 << 15,
    FILE_RIGHTS = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV,
    READ = READ_FILE | READ_DIR, READ_EXECUTE = READ | EXECUTE,
};

struct ruleset { uint64_t files, network, scopes; };
struct __attribute__((packed)) rule { uint64_t rights; int32_t descriptor; };

static uint64_t handled;

static void fail(const char *what) {
    perror(what);
    _exit(125);
}

/* Up to ABI 8; what later ones handle costs the same. */
static struct ruleset everything(long abi) {
    struct ruleset all = { .files = (1 << 13) - 1 };
    if (abi >= 2) all.files |= 1 << 13;
    if (abi >= 3) all.files |= TRUNCATE;
    if (abi >= 4) all.network = 3;
    if (abi >= 5) all.files |= IOCTL_DEV;
    if (abi >= 6) all.scopes = 3;
    return all;
}

static void add_rule(int ruleset, const char *path, int descriptor, uint64_t rights) {
    struct rule rule = { rights & handled, descriptor };
    if (syscall(ADD_RULE, ruleset, PATH_BENEATH, &rule, 0) == 0) return;
    rule.rights &= FILE_RIGHTS;
    if (errno != EINVAL || syscall(ADD_RULE, ruleset, PATH_BENEATH, &rule, 0) != 0) fail(path);
}

static int open_path(const char *path) {
    int descriptor = open(path, O_PATH | O_CLOEXEC);
    if (descriptor < 0) fail(path);
    return descriptor;
}

static void allow(int ruleset, const char *path, uint64_t rights) {
    int descriptor = open_path(path);
    add_rule(ruleset, path, descriptor, rights);
    if (descriptor >= KEPT_DESCRIPTORS) close(descriptor);
}

static void allow_list(int ruleset, char *list, uint64_t rights) {
    for (char *comma; list; list = comma) {
        comma = strchr(list, ',');
        if (comma) *comma++ = 0;
        allow(ruleset, list, rights);
    }
}

static void allow_null_device(int ruleset) {
    struct statx status;
    int descriptor = open_path("/dev/null");
    if (statx(descriptor, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &status) != 0) fail("/dev/null");
    add_rule(ruleset, "/dev/null", descriptor, READ_FILE | WRITE_FILE | TRUNCATE | IOCTL_DEV);
    if (descriptor >= KEPT_DESCRIPTORS) close(descriptor);
}

#ifdef FILTER
static struct sock_filter instructions[] = {
#include FILTER
};

static void filter(void) {
    struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
    struct __user_cap_data_struct sets[2];
    if (syscall(SYS_capget, &header, sets) != 0 || syscall(SYS_capset, &header, sets) != 0) fail("capabilities");
    struct sock_fprog program = { sizeof instructions / sizeof *instructions, instructions };
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) fail("seccomp");
}
#else
static void filter(void) {}
#endif

static uint64_t rights_of(const char *option) {
    if (strcmp(option, "--rox") == 0) return READ_EXECUTE;
    if (strcmp(option, "--ro") == 0) return READ;
    return 0;
}

static int find_command(int count, char **arguments) {
    int i = 1;
    while (i + 1 < count && rights_of(arguments[i])) i += 2;
    if (i < count && strcmp(arguments[i], "--") == 0) i++;
    if (i >= count) {
        fputs("usage: launcher [--rox LIST] [--ro LIST] ... [--] COMMAND [ARGUMENT ...]\n", stderr);
        _exit(125);
    }
    return i;
}

int main(int count, char **arguments) {
    int command = find_command(count, arguments);
    if (syscall(CLOSE_RANGE, 3, ~0u, CLOEXEC_FLAG) != 0) fail("close_range");
    if (faccessat(AT_FDCWD, arguments[command], X_OK, AT_EACCESS) != 0) fail(arguments[command]);

    long abi = syscall(CREATE_RULESET, NULL, 0, VERSION_FLAG);
    if (abi < 1) fail("landlock");
    struct ruleset attributes = everything(abi);
    handled = attributes.files;
    int ruleset = syscall(CREATE_RULESET, &attributes, abi >= 6 ? 24 : abi >= 4 ? 16 : 8, 0);
    if (ruleset < 0) fail("landlock_create_ruleset");

    for (int i = 1; i < command - 1; i += 2)
        allow_list(ruleset, arguments[i + 1], rights_of(arguments[i]));
    allow_null_device(ruleset);

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) fail("no_new_privs");
    if (syscall(RESTRICT_SELF, ruleset, 0) != 0) fail("landlock_restrict_self");
    filter();
    execve(arguments[command], arguments + command, environ);
    fail(arguments[command]);
}
