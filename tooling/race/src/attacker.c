/*
 * Swaps names in a folder as fast as it can, until it is killed or its parent has gone.
 *
 *   attacker exchange A B [TARGET]     A and B change places, in one step
 *   attacker steps A B SPARE [TARGET]  A makes room for B and comes back, in single renames
 *
 * With TARGET, one of A and B is a link to it; if an operation has taken the link away, it is laid again. Between two swaps
 * it waits for a random while: often not at all, sometimes as long as a few system calls last.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

static uint32_t state = 2463534242u;

static void pause_at_random(void) {
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  uint32_t turns = state & 1 ? 0 : (state >> 8) % 20000;
  for (volatile uint32_t i = 0; i < turns; i++) {
  }
}

static int is_link(const char *path) {
  struct stat stats;
  return lstat(path, &stats) == 0 && S_ISLNK(stats.st_mode);
}

static void mend(const char *a, const char *b, const char *target) {
  if (target == NULL || is_link(a) || is_link(b)) return;
  unlink(b);
  if (symlink(target, b) != 0) pause_at_random();
}

int main(int count, char **args) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  int stepwise = count >= 5 && strcmp(args[1], "steps") == 0;
  if (!stepwise && (count < 4 || strcmp(args[1], "exchange") != 0)) return 2;
  const char *a = args[2], *b = args[3];
  const char *target = args[stepwise ? 5 : 4];
  for (uint32_t round = 0;; round++) {
    int failed;
    if (stepwise) {
      const char *spare = args[4];
      failed = rename(a, spare) | rename(b, a);
      pause_at_random();
      failed |= rename(a, b) | rename(spare, a);
    } else {
      failed = renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE);
    }
    if (failed || round % 256 == 0) mend(a, b, target);
    pause_at_random();
  }
}
