/*
 * docker-credential-berth: asks the running Berth over its socket and prints what it answers. When no Berth answers, it
 * becomes Berth's own program, which Berth names in its folder; that one works by itself.
 *
 * The words on the socket are described in electron/credential-helper/server/framing.ts. Secrets pass through memory and
 * pipes alone. Every length is checked against a fixed limit before a byte of it is read.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define INPUT_LIMIT 131072
#define OUTPUT_LIMIT 262144
#define LINE_LIMIT 40
#define PATH_LIMIT 4096
#define MOST_WORDS 8
/* Milliseconds: until somebody says that he is there, and until he has the answer (AWS may be slow). */
#define GREETING_MS 2000
#define ANSWER_MS 150000

static char input[INPUT_LIMIT];
static size_t input_length;
static char answer[OUTPUT_LIMIT + 2 * LINE_LIMIT];

static int fail(const char *sentence) {
  /* Docker reads the standard output alone. */
  printf("%s\n", sentence);
  return 1;
}

/* Berth's folder, as electron/folders.ts finds it; 0 when nothing says where a person's files are. */
static int berth_folder(char *folder, size_t size) {
  const char *berth = getenv("BERTH_HOME");
  const char *home = getenv("HOME");
  int length = -1;
  if (berth != NULL && *berth != '\0') {
    length = snprintf(folder, size, "%s", berth);
  } else {
#ifdef __APPLE__
    if (home != NULL && *home != '\0') length = snprintf(folder, size, "%s/Library/Application Support/Berth", home);
#else
    const char *config = getenv("XDG_CONFIG_HOME");
    if (config != NULL) length = snprintf(folder, size, "%s/berth", config);
    else if (home != NULL && *home != '\0') length = snprintf(folder, size, "%s/.config/berth", home);
#endif
  }
  return length > 0 && (size_t)length < size;
}

/* Reads to the end; 0 when there is more than the limit, or when it cannot be read. */
static int read_input(void) {
  for (;;) {
    char beyond;
    const size_t room = sizeof input - input_length;
    const ssize_t got = read(STDIN_FILENO, room > 0 ? input + input_length : &beyond, room > 0 ? room : 1);
    if (got == 0) return 1;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 || room == 0) return 0;
    input_length += (size_t)got;
  }
}

static int write_all(int to, const char *bytes, size_t length) {
  while (length > 0) {
    const ssize_t written = write(to, bytes, length);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return 0;
    bytes += written;
    length -= (size_t)written;
  }
  return 1;
}

static long now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* A socket of this very person's Berth, or -1. */
static int connect_berth(const char *folder) {
  struct sockaddr_un address;
  struct stat found;
  memset(&address, 0, sizeof address);
  address.sun_family = AF_UNIX;
  const int length = snprintf(address.sun_path, sizeof address.sun_path, "%s/run/helper.sock", folder);
  if (length <= 0 || (size_t)length >= sizeof address.sun_path) return -1;
  /* Somebody else's socket would be handed a person's secrets. */
  if (lstat(address.sun_path, &found) != 0 || !S_ISSOCK(found.st_mode) || found.st_uid != geteuid()) return -1;
  const int connection = socket(AF_UNIX, SOCK_STREAM, 0);
  if (connection < 0) return -1;
  if (fcntl(connection, F_SETFD, FD_CLOEXEC) == 0 && fcntl(connection, F_SETFL, O_NONBLOCK) == 0 &&
      connect(connection, (struct sockaddr *)&address, sizeof address) == 0)
    return connection;
  close(connection);
  return -1;
}

static int wait_for(int connection, short event, long until) {
  for (;;) {
    const long left = until - now_ms();
    struct pollfd waiting = {.fd = connection, .events = event, .revents = 0};
    if (left <= 0) return 0;
    const int ready = poll(&waiting, 1, (int)left);
    if (ready > 0) return 1;
    if (ready == 0 || errno != EINTR) return 0;
  }
}

static int send_all(int connection, const char *bytes, size_t length) {
  const long until = now_ms() + GREETING_MS;
  while (length > 0) {
    const ssize_t sent = write(connection, bytes, length);
    if (sent > 0) {
      bytes += sent;
      length -= (size_t)sent;
    } else if (sent < 0 && errno == EINTR) {
      continue;
    } else if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      if (!wait_for(connection, POLLOUT, until)) return 0;
    } else {
      return 0;
    }
  }
  return 1;
}

/* "STATUS LENGTH\n" at `line`; the bytes that follow it, or NULL. */
static const char *parse_head(const char *line, const char *end, int *status, size_t *length) {
  const char *at = line;
  if (end - at < 4 || (at[0] != '0' && at[0] != '1') || at[1] != ' ') return NULL;
  *status = at[0] - '0';
  size_t value = 0;
  for (at += 2; at < end && *at >= '0' && *at <= '9'; at += 1) {
    value = value * 10 + (size_t)(*at - '0');
    if (value > OUTPUT_LIMIT) return NULL;
  }
  if (at == line + 2 || at == end || *at != '\n') return NULL;
  *length = value;
  return at + 1;
}

/* Whether the bytes so far can still become an answer, and whether they are one. */
static int whole_answer(size_t got, int *status, const char **body, size_t *length) {
  static const char greeting[] = "BERTH1\n";
  const size_t head = sizeof greeting - 1;
  if (got < head || memcmp(answer, greeting, head) != 0) return 0;
  const char *newline = memchr(answer + head, '\n', got - head);
  if (newline == NULL) return 0;
  *body = parse_head(answer + head, answer + got, status, length);
  return *body != NULL && (size_t)(answer + got - *body) == *length;
}

/* Asks the running Berth. Its exit status when it has answered, -1 when it has not; nothing is printed then. */
static int ask(int connection, const char *verb) {
  char line[LINE_LIMIT];
  const int head = snprintf(line, sizeof line, "%s %zu\n", verb, input_length);
  if (head <= 0 || (size_t)head >= sizeof line) return -1;
  if (!send_all(connection, line, (size_t)head) || !send_all(connection, input, input_length)) return -1;
  size_t got = 0;
  long until = now_ms() + GREETING_MS;
  for (;;) {
    if (got == sizeof answer || !wait_for(connection, POLLIN, until)) return -1;
    const ssize_t more = read(connection, answer + got, sizeof answer - got);
    if (more < 0 && (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK)) continue;
    if (more < 0) return -1;
    if (more == 0) break;
    if (got == 0) until = now_ms() + ANSWER_MS;
    got += (size_t)more;
  }
  int status;
  size_t length;
  const char *body;
  if (!whole_answer(got, &status, &body, &length)) return -1;
  return write_all(STDOUT_FILENO, body, length) ? status : 1;
}

/* Gives the next program the input that was read already: through a pipe, fed by a child. */
static int feed_input(void) {
  int ends[2];
  if (pipe(ends) != 0) return 0;
  const pid_t feeder = fork();
  if (feeder < 0) return 0;
  if (feeder == 0) {
    /* Twice, so that nobody has to wait for this one. */
    if (fork() != 0) _exit(0);
    close(ends[0]);
    close(STDOUT_FILENO);
    write_all(ends[1], input, input_length);
    _exit(0);
  }
  while (waitpid(feeder, NULL, 0) < 0 && errno == EINTR) continue;
  close(ends[1]);
  return dup2(ends[0], STDIN_FILENO) >= 0 && close(ends[0]) == 0;
}

/* The program that Berth wrote down: one word a line. It must be this person's, and nobody else's to write. */
static int read_program(const char *folder, char *text, size_t size, char **words) {
  char path[PATH_LIMIT];
  struct stat found;
  const int length = snprintf(path, sizeof path, "%s/helper-program", folder);
  if (length <= 0 || (size_t)length >= sizeof path) return 0;
  const int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (file < 0) return 0;
  size_t got = 0;
  if (fstat(file, &found) == 0 && S_ISREG(found.st_mode) && found.st_uid == geteuid() && (found.st_mode & 022) == 0) {
    ssize_t more;
    while (got < size - 1 && (more = read(file, text + got, size - 1 - got)) > 0) got += (size_t)more;
    if (got == size - 1) got = 0;
  }
  close(file);
  text[got] = '\0';
  int count = 0;
  char *rest = text;
  for (char *word = strsep(&rest, "\n"); word != NULL && count < MOST_WORDS; word = strsep(&rest, "\n"))
    if (*word != '\0') words[count++] = word;
  return count;
}

static int become_program(const char *folder, const char *verb) {
  static char text[PATH_LIMIT];
  char *words[MOST_WORDS + 2];
  char argument[LINE_LIMIT];
  const int count = read_program(folder, text, sizeof text, words);
  if (count == 0) return fail("Berth is not running, and it has not said where its program is. Open Berth once.");
  if (!feed_input()) return fail("Berth is not running, and its program could not be started. Open Berth.");
  snprintf(argument, sizeof argument, "%s", verb);
  words[count] = argument;
  words[count + 1] = NULL;
  signal(SIGPIPE, SIG_DFL);
  execv(words[0], words);
  return fail("Berth is not running, and its program is gone from where it was. Open Berth once.");
}

int main(int count, char **arguments) {
  const char *usage = "Usage: docker-credential-berth <store|get|erase|list|version>";
  static const char *const verbs[] = {"store", "get", "erase", "list", "version"};
  char folder[PATH_LIMIT];
  const char *verb = NULL;
  if (count != 2) return fail(usage);
  for (size_t each = 0; each < sizeof verbs / sizeof *verbs; each += 1)
    if (strcmp(arguments[1], verbs[each]) == 0) verb = verbs[each];
  if (verb == NULL) {
    printf("Unknown credential action `%.40s`\n", arguments[1]);
    return 1;
  }
  signal(SIGPIPE, SIG_IGN);
  if (!berth_folder(folder, sizeof folder)) return fail("Berth's folder is not known: HOME is not set.");
  /* The last two need no input, and a terminal would wait for it. */
  if (strcmp(verb, "list") != 0 && strcmp(verb, "version") != 0 && !read_input()) return fail("The input is too long for a sign-in.");
  const int connection = connect_berth(folder);
  if (connection >= 0) {
    const int status = ask(connection, verb);
    close(connection);
    if (status >= 0) return status;
  }
  return become_program(folder, verb);
}
