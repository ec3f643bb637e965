/* loop FILE SIZE CALLS : as many pread and pwrite calls of SIZE bytes, half each, on FILE; prints ns a call. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    size_t size = strtoul(argv[2], NULL, 10);
    long calls = strtol(argv[3], NULL, 10);
    char *buffer = calloc(size, 1);
    int file = open(argv[1], O_RDWR | O_CLOEXEC);
    if (file < 0 || !buffer || pwrite(file, buffer, size, 0) != (ssize_t)size) { perror(argv[1]); return 2; }

    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (long i = 0; i < calls / 2; i++)
        if (pread(file, buffer, size, 0) != (ssize_t)size || pwrite(file, buffer, size, 0) != (ssize_t)size) { perror(argv[1]); return 2; }
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%.2f\n", ((end.tv_sec - start.tv_sec) * 1e9 + (end.tv_nsec - start.tv_nsec)) / calls);
    return 0;
}
