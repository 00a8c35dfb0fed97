// The least work that a long-poll server can do, to compare servers and clients with: one thread, and for each poll one
// read and one write. Every poll that waits is answered with each event, {"id":N,"publishedAt":MICROSECONDS}.
//
//   floor PORT EVERY_MS
//
// Listens on 127.0.0.1. A line on its standard input asks how many polls it has answered: it prints that number after
// its next event. Ends with its standard input.
#define _GNU_SOURCE
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static int epoll, *waiting, *place; // place: of a descriptor in waiting, from 1; 0 where it does not wait
static int count;

static void die(const char *what) {
  perror(what);
  exit(1);
}

static void watch(int fd) {
  struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event)) die("epoll_ctl");
}

static int listener(int port) {
  int on = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  struct sockaddr_in at = {
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (bind(fd, (struct sockaddr *)&at, sizeof at) || listen(fd, 4096)) die("listen");
  return fd;
}

static int timer(long millis) {
  struct timespec every = {millis / 1000, millis % 1000 * 1000000};
  struct itimerspec when = {every, every};
  int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
  timerfd_settime(fd, 0, &when, 0);
  return fd;
}

static void accept_all(int from) {
  int on = 1, fd;
  while ((fd = accept4(from, 0, 0, SOCK_NONBLOCK)) >= 0) {
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    watch(fd);
  }
}

// A poll is what one read brings: clients write their short requests at once.
static void read_poll(int fd) {
  char request[4096];
  if (read(fd, request, sizeof request) > 0) {
    if (!place[fd]) {
      waiting[count] = fd;
      place[fd] = ++count;
    }
    return;
  }
  if (place[fd]) {
    int last = waiting[--count];
    waiting[place[fd] - 1] = last;
    place[last] = place[fd];
    place[fd] = 0;
  }
  close(fd);
}

static int publish(long id) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  char body[96], answer[256];
  int length = sprintf(body, "{\"id\":%ld,\"publishedAt\":%lld}", id,
      now.tv_sec * 1000000LL + now.tv_nsec / 1000);
  length = sprintf(answer, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
      length, body);
  int all = count, written = 0;
  count = 0;
  for (int i = 0; i < all; i++) {
    place[waiting[i]] = 0;
    written += write(waiting[i], answer, length) == length;
  }
  return written;
}

int main(int arguments, char **argument) {
  if (arguments != 3) return fprintf(stderr, "usage: floor PORT EVERY_MS\n"), 64;
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  waiting = calloc(files.rlim_max, sizeof *waiting);
  place = calloc(files.rlim_max, sizeof *place);
  epoll = epoll_create1(0);
  int port = listener(atoi(argument[1])), clock = timer(atol(argument[2])), asked = 0;
  watch(port);
  watch(clock);
  watch(STDIN_FILENO);
  long long answered = 0, ticks;
  for (long id = 1;;) {
    struct epoll_event events[512];
    int ready = epoll_wait(epoll, events, 512, -1);
    for (int i = 0; i < ready; i++) {
      int fd = events[i].data.fd;
      char line[64];
      if (fd == port) {
        accept_all(port);
      } else if (fd == STDIN_FILENO) {
        if (read(fd, line, sizeof line) <= 0) return 0;
        asked = 1;
      } else if (fd != clock) {
        read_poll(fd);
      } else if (read(clock, &ticks, sizeof ticks) > 0) {
        answered += publish(id++);
        if (asked) {
          printf("%lld\n", answered);
          fflush(stdout);
          asked = 0;
        }
      }
    }
  }
}
