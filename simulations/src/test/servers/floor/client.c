// A long-poll client that is independent of the harness, and the least work that one can do: one thread, and for each
// poll one write and one read.
//
//   client PORT PATH CONNECTIONS SECONDS [next | nchan]
//
// Keeps so many connections to 127.0.0.1, with one poll on each. next: asks with ?cursor=N where the body of the last
// answer had "next":N. nchan: sends back the last answer's Last-Modified and Etag. Lag is by the wall clock, from the
// first "publishedAt":MICROSECONDS of a body until the answer is read. A broadcast is complete when every connection
// has it. Prints "waiting" when all polls wait for the first time, counts from then on, and prints in the end:
//
//   answers N          of status 200
//   others N           of another status
//   broken N           connections that ended
//   lag_p50_us N, lag_p99_us N
//   completion_us N    median over the complete broadcasts
//   broadcasts N       how many were complete
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTING_AT_ONCE = 256, LARGEST = 4096, BROADCASTS = 1 << 16 };

struct connection {
  int fd, length;
  char modified[48], etag[48];
  long long next;
  char answer[LARGEST];
};

struct broadcast {
  long long published, last;
  int received;
};

static struct connection *connections;
static struct broadcast broadcasts[BROADCASTS];
static long long *lags;
static size_t lags_counted, lags_room, answers, others, broken;
static int epoll, wanted, made, standing, started, broadcasts_seen;
static const char *path, *mode;
static struct sockaddr_in server;

static long long micros(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void open_next(void) {
  struct connection *c = &connections[made++];
  int on = 1;
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (c->fd < 0) fail("socket");
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(c->fd, (struct sockaddr *)&server, sizeof server) && errno != EINPROGRESS) fail("connect");
  struct epoll_event event = {.events = EPOLLOUT, .data.ptr = c};
  epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event);
}

static void poll_again(struct connection *c) {
  char request[512], cursor[48] = "", position[160] = "";
  if (c->next) sprintf(cursor, "?cursor=%lld", c->next);
  if (c->etag[0]) sprintf(position, "If-Modified-Since: %s\r\nIf-None-Match: %s\r\n", c->modified, c->etag);
  int length = snprintf(
      request, sizeof request, "GET %s%s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\n", path, cursor, position);
  c->length = 0;
  if (write(c->fd, request, length) != length && errno != EPIPE && errno != ECONNRESET) fail("write");
}

static void connected(struct connection *c) {
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error) fprintf(stderr, "cannot connect: %s\n", strerror(error)), exit(1);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
  epoll_ctl(epoll, EPOLL_CTL_MOD, c->fd, &event);
  standing++;
  poll_again(c);
  if (made < wanted) open_next();
}

static long long number_after(const char *text, const char *key) {
  const char *at = strstr(text, key);
  return at ? atoll(at + strlen(key)) : 0;
}

static void header(const char *head, const char *name, char *value, size_t room) {
  const char *at = strcasestr(head, name);
  size_t length = at ? strcspn(at += strlen(name), "\r") : room;
  if (length < room) {
    memcpy(value, at, length);
    value[length] = 0;
  }
}

static void arrived(long long published) {
  long long now = micros(CLOCK_REALTIME);
  if (lags_counted == lags_room) {
    lags_room = lags_room ? 2 * lags_room : 1 << 20;
    if (!(lags = realloc(lags, lags_room * sizeof *lags))) fail("realloc");
  }
  lags[lags_counted++] = now - published;
  int i = broadcasts_seen - 1;
  while (i >= 0 && broadcasts[i].published != published) i--;
  if (i < 0) {
    if (broadcasts_seen == BROADCASTS) return;
    broadcasts[i = broadcasts_seen++].published = published;
  }
  broadcasts[i].received++;
  broadcasts[i].last = now;
}

// One whole answer, whose body ends with a zero.
static void answered(struct connection *c, const char *body) {
  int status = atoi(c->answer + 9);
  if (!strcmp(mode, "next")) {
    long long next = number_after(body, "\"next\":");
    if (next) c->next = next;
  } else if (!strcmp(mode, "nchan")) {
    header(c->answer, "\r\nLast-Modified: ", c->modified, sizeof c->modified);
    header(c->answer, "\r\nEtag: ", c->etag, sizeof c->etag);
  }
  if (started) {
    long long published = status == 200 ? number_after(body, "\"publishedAt\":") : 0;
    answers += status == 200;
    others += status != 200;
    if (published) arrived(published);
  }
  poll_again(c);
}

static void readable(struct connection *c) {
  int got = read(c->fd, c->answer + c->length, LARGEST - 1 - c->length);
  if (got <= 0) {
    if (got < 0 && errno == EAGAIN) return;
    broken++;
    close(c->fd);
    return;
  }
  c->length += got;
  c->answer[c->length] = 0;
  char *body = strstr(c->answer, "\r\n\r\n");
  if (!body) return;
  body += 4;
  *(body - 2) = 0; // the head ends here for those that search it
  char length[16] = "0";
  header(c->answer, "\r\nContent-Length: ", length, sizeof length);
  int whole = c->length - (body - c->answer) >= atoi(length);
  *(body - 2) = '\r';
  if (whole) answered(c, body);
}

static int ascending(const void *one, const void *other) {
  long long a = *(const long long *)one, b = *(const long long *)other;
  return (a > b) - (a < b);
}

static void print_figures(void) {
  printf("answers %zu\nothers %zu\nbroken %zu\n", answers, others, broken);
  qsort(lags, lags_counted, sizeof *lags, ascending);
  if (lags_counted) {
    printf("lag_p50_us %lld\nlag_p99_us %lld\n", lags[lags_counted / 2], lags[lags_counted * 99 / 100]);
  }
  int complete = 0;
  for (int i = 0; i < broadcasts_seen; i++) {
    if (broadcasts[i].received == wanted) lags[complete++] = broadcasts[i].last - broadcasts[i].published;
  }
  qsort(lags, complete, sizeof *lags, ascending);
  if (complete) printf("completion_us %lld\n", lags[complete / 2]);
  printf("broadcasts %d\n", complete);
}

int main(int arguments, char **argument) {
  if (arguments < 5) return fprintf(stderr, "usage: client PORT PATH CONNECTIONS SECONDS [next | nchan]\n"), 64;
  server = (struct sockaddr_in){.sin_family = AF_INET,
      .sin_port = htons(atoi(argument[1])),
      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  path = argument[2];
  wanted = atoi(argument[3]);
  mode = arguments > 5 ? argument[5] : "";
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  connections = calloc(wanted, sizeof *connections);
  epoll = epoll_create1(0);
  while (made < wanted && made < CONNECTING_AT_ONCE) open_next();
  long long end = 0;
  while (!started || micros(CLOCK_MONOTONIC) < end) {
    struct epoll_event events[512];
    int ready = epoll_wait(epoll, events, 512, 10);
    for (int i = 0; i < ready; i++) {
      struct connection *c = events[i].data.ptr;
      if (events[i].events & EPOLLOUT) {
        connected(c);
      } else {
        readable(c);
      }
    }
    if (!started && standing == wanted) {
      started = 1;
      end = micros(CLOCK_MONOTONIC) + atoll(argument[4]) * 1000000LL;
      puts("waiting");
      fflush(stdout);
    }
  }
  print_figures();
}
