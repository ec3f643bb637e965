/* steps PROGRAM ARGUMENT ... : runs a program, named by its absolute path, instruction by instruction until it becomes another one,
   and prints a line for each address at which it was: the offset from where the program lies in memory, and how often it was there,
   in the order in which it came there first. For x86-64. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

enum { most = 50000000 };

static void fail(const char *what) {
    perror(what);
    exit(2);
}

static void find(pid_t child, const char *program, unsigned long *start, unsigned long *end) {
    char path[64], line[4096];
    snprintf(path, sizeof path, "/proc/%d/maps", child);
    FILE *maps = fopen(path, "r");
    if (!maps) fail(path);
    unsigned long low, high;
    *start = 0;
    while (fgets(line, sizeof line, maps))
        if (strstr(line, program) && sscanf(line, "%lx-%lx", &low, &high) == 2) {
            if (!*start) *start = low;
            *end = high;
        }
    fclose(maps);
    if (!*start) fail(program);
}

int main(int argc, char **argv) {
    if (argc < 2) fail("no program");
    pid_t child = fork();
    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        execv(argv[1], argv + 1);
        fail(argv[1]);
    }
    int status;
    if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status)) fail(argv[1]);
    ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL);

    unsigned long start, end;
    find(child, argv[1], &start, &end);
    unsigned *times = calloc(end - start, sizeof *times);
    unsigned long *order = calloc(end - start, sizeof *order), count = 0;
    if (!times || !order) fail("calloc");

    for (long step = 0; step < most; step++) {
        struct user_regs_struct registers;
        if (ptrace(PTRACE_GETREGS, child, 0, &registers) != 0) fail("PTRACE_GETREGS");
        unsigned long offset = registers.rip - start;
        if (offset < end - start && times[offset]++ == 0) order[count++] = offset;
        if (ptrace(PTRACE_SINGLESTEP, child, 0, 0) != 0 || waitpid(child, &status, 0) != child) fail("PTRACE_SINGLESTEP");
        if (WIFSTOPPED(status) && status >> 8 != (SIGTRAP | PTRACE_EVENT_EXEC << 8)) continue;
        for (unsigned long i = 0; i < count; i++) printf("%lx %u\n", order[i], times[order[i]]);
        return 0;
    }
    fprintf(stderr, "steps: %s did not end\n", argv[1]);
    return 2;
}
