/*
 * Starts programs in turn, round after round, each with the same file as standard input, and prints one line a start:
 * which one, nanoseconds until it ended, microseconds of processor, most memory in KiB. A runtime such as Node would add
 * milliseconds of its own to every start.
 *
 * spawn-timer ROUNDS INPUT -- PROGRAM ARG... [-- PROGRAM ARG...]...
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MOST 16

extern char **environ;

static long long now(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return (long long)at.tv_sec * 1000000000LL + at.tv_nsec;
}

static int once(int which, char **words, const char *input) {
  posix_spawn_file_actions_t files;
  struct rusage used;
  pid_t child;
  int status;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, input, O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  const long long start = now();
  if (posix_spawnp(&child, words[0], &files, NULL, words, environ) != 0) return 1;
  if (wait4(child, &status, 0, &used) != child) return 1;
  const long long took = now() - start;
  posix_spawn_file_actions_destroy(&files);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return 1;
  const long long processor = (long long)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000LL + used.ru_utime.tv_usec + used.ru_stime.tv_usec;
  printf("%d %lld %lld %ld\n", which, took, processor, used.ru_maxrss);
  return 0;
}

int main(int count, char **arguments) {
  char **programs[MOST];
  int known = 0;
  if (count < 5) return 2;
  for (int at = 3; at < count; at += 1) {
    if (strcmp(arguments[at], "--") != 0) continue;
    arguments[at] = NULL;
    if (known == MOST || at + 1 == count) return 2;
    programs[known++] = arguments + at + 1;
  }
  for (long round = strtol(arguments[1], NULL, 10); round > 0; round -= 1)
    for (int which = 0; which < known; which += 1)
      if (once(which, programs[which], arguments[2]) != 0) {
        fprintf(stderr, "%s failed\n", programs[which][0]);
        return 1;
      }
  return 0;
}
