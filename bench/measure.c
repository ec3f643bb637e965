/* measure ROUNDS WARM-UPS FILE ... : starts each variant once a round, in a new random order every round. A FILE holds one
   variant, an argument a line; its base name is the variant's name, and the first is the bare command. Prints, tab-separated:
   name, median µs, µs over the bare command, median and maximum of the peak resident set in KiB. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct variant { const char *name; char **arguments; double *times; double *sizes; };

static char *environment[] = { "PATH=/usr/bin:/bin", "HOME=/", "LANG=C", "TERM=dumb", "USER=bench", NULL };

static void fail(const char *what) {
    perror(what);
    exit(2);
}

static void *memory(size_t count, size_t size) {
    void *block = calloc(count, size);
    if (!block) fail("calloc");
    return block;
}

/* Only pages in use count: a vforked child's peak starts from this program's own resident set. */
static char **read_arguments(const char *path) {
    struct stat status;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &status) != 0) fail(path);
    char *text = memory(status.st_size + 1, 1);
    if (read(file, text, status.st_size) != status.st_size) fail(path);
    close(file);

    size_t lines = 0, i = 0;
    for (char *c = text; *c; c++) lines += *c == '\n';
    char **arguments = memory(lines + 1, sizeof *arguments);
    for (char *line = text; i < lines; i++) {
        arguments[i] = line;
        line = strchr(line, '\n');
        *line++ = 0;
    }
    return arguments;
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static void start(struct variant *variant, int round) {
    struct rusage usage;
    int status;
    double begin = now();
    pid_t child = vfork();
    if (child == 0) {
        execve(variant->arguments[0], variant->arguments, environment);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) != child) fail("vfork");
    double time = now() - begin;

    if (status != 0) {
        fprintf(stderr, "measure: %s ended with wait status 0x%x\n", variant->name, status);
        exit(1);
    }
    if (round >= 0) {
        variant->times[round] = time;
        variant->sizes[round] = usage.ru_maxrss;
    }
}

static void shuffle(int *order, int count) {
    for (int i = count - 1; i > 0; i--) {
        int j = random() % (i + 1), swapped = order[i];
        order[i] = order[j];
        order[j] = swapped;
    }
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, int count) {
    qsort(values, count, sizeof *values, ascending);
    return (values[(count - 1) / 2] + values[count / 2]) / 2;
}

/* Descriptors 1 and 2 become /dev/null for the children; messages keep the old ones, closed on execve. */
static void silence_children(void) {
    int output = fcntl(1, F_DUPFD_CLOEXEC, 10), errors = fcntl(2, F_DUPFD_CLOEXEC, 10);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (output < 0 || errors < 0 || null < 0) fail("/dev/null");
    dup2(null, 0);
    dup2(null, 1);
    dup2(null, 2);
    stdout = fdopen(output, "w");
    stderr = fdopen(errors, "w");
    if (!stdout || !stderr) exit(2);
    setvbuf(stderr, NULL, _IONBF, 0);
}

int main(int count, char **arguments) {
    int rounds = count > 1 ? atoi(arguments[1]) : 0, warm_ups = count > 2 ? atoi(arguments[2]) : 0, variants = count - 3;
    if (rounds < 1 || variants < 1) {
        fputs("usage: measure ROUNDS WARM-UPS FILE ...\n", stderr);
        return 2;
    }
    struct variant *all = memory(variants, sizeof *all);
    int *order = memory(variants, sizeof *order);
    for (int i = 0; i < variants; i++) {
        order[i] = i;
        all[i] = (struct variant){ basename(arguments[3 + i]), read_arguments(arguments[3 + i]),
                                   memory(rounds, sizeof(double)), memory(rounds, sizeof(double)) };
    }
    silence_children();
    srandom((unsigned)now());

    for (int round = -warm_ups; round < rounds; round++) {
        shuffle(order, variants);
        for (int i = 0; i < variants; i++) start(&all[order[i]], round);
    }

    double bare = median(all[0].times, rounds);
    for (int i = 0; i < variants; i++) {
        double time = median(all[i].times, rounds), size = median(all[i].sizes, rounds);
        printf("%s\t%.1f\t%.1f\t%.0f\t%.0f\n", all[i].name, time, time - bare, size, all[i].sizes[rounds - 1]);
    }
    return fflush(stdout) == 0 ? 0 : 2;
}
