package longpoll.contract;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import longpoll.contract.PollParameters.Parameter;
import longpoll.dialect.PollRequest;
import longpoll.dialect.Position;
import longpoll.transport.ExchangePlan.Version;

/**
 * The polls that each need up to a whole hold, made by many clients at once. What could not be
 * examined is empty or null.
 *
 * @param keptOpen two polls over one connection
 * @param missing polls without a parameter
 * @param misspelt polls with a parameter misspelt, or with one that nobody knows
 * @param strangeCursors polls with a cursor that the server cannot know
 * @param oldHttp a poll in HTTP/1.0
 * @param oldHttpKept the same that asks for its connection to be kept
 * @param wrongMethod a poll by a method that is none of the API's; null where all are
 * @param left a poll whose client went away
 * @param back the same client's next poll
 */
record SideBySide(
    List<Polled> keptOpen,
    List<Variation> missing,
    List<Variation> misspelt,
    List<Variation> strangeCursors,
    Polled oldHttp,
    Polled oldHttpKept,
    Polled wrongMethod,
    Polled left,
    Polled back) {

  /** What is tried of each kind at most: each is a connection. */
  private static final int MOST_VARIATIONS = 6;

  /** How often a poll is repeated that is answered at once. */
  static final int REPETITIONS = 3;

  /** How long a connection is listened to after an answer. */
  private static final Duration LISTENING = Duration.ofMillis(500);

  /** How long a connection in HTTP/1.0 may take to close. */
  private static final Duration CLOSING = Duration.ofSeconds(1);

  /** What is not wanted of any server, and does least harm where it is taken. */
  private static final List<String> OTHER_METHODS = List.of("PATCH", "PUT");

  /**
   * A poll that is not as the dialect has it, repeated while it is answered at once.
   *
   * @param what was done to it, such as {@code parameter cursor}
   */
  record Variation(String what, List<Polled> polls) {
    Polled last() {
      return polls.get(polls.size() - 1);
    }
  }

  /** The clients of one examination. */
  private record Clients(Examination about, Position position, AtomicInteger count) {
    ContractClient next(String name) throws InterruptedException {
      ContractClient client = about.client(name, count.incrementAndGet());
      if (about.dialect().handshakes() > 0) {
        client.shakeHands();
      } else {
        client.resumeAt(position);
      }
      return client;
    }
  }

  /** Of a server that serves one poll at a time, only what it need not hold. */
  static SideBySide ofSerial(Examination about, Position position) throws InterruptedException {
    Clients clients = new Clients(about, position, new AtomicInteger(1));
    return new SideBySide(
        List.of(), List.of(), List.of(), List.of(), null, null, wrongMethod(clients), null, null);
  }

  /**
   * @param position that clients go on from where they have no session of their own
   */
  static SideBySide examine(Examination about, Position position) throws InterruptedException {
    Clients clients = new Clients(about, position, new AtomicInteger(1));
    ExecutorService threads =
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "longpoll-contract");
              thread.setDaemon(true);
              return thread;
            });
    try {
      ContractClient model = clients.next("model");
      PollParameters parameters = PollParameters.of(model.request());
      PollParameters before = PollParameters.of(model.request(model.start()));
      List<Future<Variation>> missing = new ArrayList<>();
      List<Future<Variation>> misspelt = new ArrayList<>();
      List<Future<Variation>> strange = new ArrayList<>();
      for (Parameter parameter : first(parameters.all())) {
        missing.add(
            threads.submit(
                () ->
                    repeated(
                        clients,
                        "without " + parameter.title(),
                        each -> without(each, parameter))));
        misspelt.add(
            threads.submit(
                () ->
                    repeated(
                        clients,
                        parameter.title() + " written " + PollParameters.misspelt(parameter.name()),
                        each -> misspelt(each, parameter))));
      }
      if (misspelt.isEmpty()) {
        misspelt.add(
            threads.submit(
                () ->
                    repeated(
                        clients,
                        "with a parameter that nobody knows",
                        each -> PollParameters.of(each).plus("longpoll-contract", "1"))));
      }
      for (Parameter cursor : first(parameters.changedSince(before))) {
        strange.add(threads.submit(() -> strange(clients, cursor, parameters)));
      }
      Future<List<Polled>> kept = threads.submit(() -> keptOpen(clients));
      Future<Polled> old = threads.submit(() -> oldHttp(clients, false));
      Future<Polled> oldKept = threads.submit(() -> oldHttp(clients, true));
      Future<Polled> wrong = threads.submit(() -> wrongMethod(clients));
      Future<List<Polled>> gone = threads.submit(() -> goneAndBack(clients));
      List<Polled> leftAndBack = get(gone, List.of());
      return new SideBySide(
          get(kept, List.of()),
          all(missing),
          all(misspelt),
          all(strange),
          get(old, null),
          get(oldKept, null),
          get(wrong, null),
          leftAndBack.isEmpty() ? null : leftAndBack.get(0),
          leftAndBack.isEmpty() ? null : leftAndBack.get(1));
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<Parameter> first(List<Parameter> all) {
    return all.subList(0, Math.min(MOST_VARIATIONS, all.size()));
  }

  private static <T> T get(Future<T> work, T otherwise) throws InterruptedException {
    try {
      return work.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ContractClient.NoSessionException) {
        // A client more than the server takes: what it was to examine cannot be told.
        return otherwise;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private static List<Variation> all(List<Future<Variation>> works) throws InterruptedException {
    List<Variation> all = new ArrayList<>();
    for (Future<Variation> work : works) {
      Variation variation = get(work, null);
      if (variation != null) {
        all.add(variation);
      }
    }
    return all;
  }

  // The value of a parameter may have changed with the answer before, but not its name.

  private static PollRequest without(PollRequest request, Parameter parameter) {
    PollParameters parameters = PollParameters.of(request);
    return parameters.all().stream()
        .filter(each -> each.name().equals(parameter.name()))
        .findFirst()
        .map(parameters::without)
        .orElse(request);
  }

  private static PollRequest misspelt(PollRequest request, Parameter parameter) {
    PollParameters parameters = PollParameters.of(request);
    return parameters.all().stream()
        .filter(each -> each.name().equals(parameter.name()))
        .findFirst()
        .map(parameters::misspelt)
        .orElse(request);
  }

  private static Variation repeated(
      Clients clients, String what, Function<PollRequest, PollRequest> change)
      throws InterruptedException {
    Examination about = clients.about;
    ContractClient client = clients.next(what);
    List<Polled> polls = new ArrayList<>();
    Polled last;
    do {
      last = client.poll(change.apply(client.request()), plan -> plan);
      polls.add(last);
    } while (polls.size() < REPETITIONS
        && last.cameWithin(about.atOnceMicros())
        && !last.isRefused());
    client.leave();
    return new Variation(what, polls);
  }

  private static Variation strange(Clients clients, Parameter cursor, PollParameters parameters)
      throws InterruptedException {
    String what = "with a strange " + cursor.title();
    ContractClient client = clients.next(what);
    PollParameters own = PollParameters.of(client.request());
    Parameter mine =
        own.all().stream()
            .filter(each -> each.name().equals(cursor.name()))
            .findFirst()
            .orElse(cursor);
    Polled polled = client.poll(own.with(mine, strange(mine.value())), plan -> plan);
    client.leave();
    return new Variation(cursor.title(), List.of(polled));
  }

  /** A value of the same kind that no server has given out yet. */
  static String strange(String value) {
    if (value == null || value.isEmpty()) {
      return "9";
    }
    if (value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      // Far ahead, and yet a number of 64 bits.
      return value.length() > 15 ? "9".repeat(18) : "9".repeat(15);
    }
    ZonedDateTime date = date(value);
    if (date != null) {
      return DateTimeFormatter.RFC_1123_DATE_TIME.format(date.plusYears(10));
    }
    StringBuilder other = new StringBuilder();
    for (char c : value.toCharArray()) {
      other.append(mirrored(c, '0', '9', mirrored(c, 'a', 'f', mirrored(c, 'A', 'F', c))));
    }
    return other.toString();
  }

  private static char mirrored(char c, char first, char last, char otherwise) {
    return c >= first && c <= last ? (char) (first + last - c) : otherwise;
  }

  private static ZonedDateTime date(String value) {
    try {
      return ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static List<Polled> keptOpen(Clients clients) throws InterruptedException {
    ContractClient client = clients.next("poll");
    Polled first = client.poll(plan -> plan.keepingTheConnection().listeningAfter(LISTENING));
    Polled second = client.poll();
    client.leave();
    return List.of(first, second);
  }

  private static Polled oldHttp(Clients clients, boolean keep) throws InterruptedException {
    ContractClient client =
        clients.next(keep ? "poll in HTTP/1.0 with keep-alive" : "poll in HTTP/1.0");
    Polled polled =
        client.poll(
            plan ->
                keep
                    ? plan.in(Version.HTTP_1_0)
                        .withHeader("Connection", "keep-alive")
                        .listeningAfter(CLOSING)
                    : plan.in(Version.HTTP_1_0).listeningAfter(CLOSING));
    client.leave();
    return polled;
  }

  private static Polled wrongMethod(Clients clients) throws InterruptedException {
    ContractClient client = clients.next("poll by another method");
    PollRequest request = client.request();
    String own = request.method() == null ? clients.about.subject().method() : request.method();
    Optional<String> other =
        OTHER_METHODS.stream()
            .filter(method -> !method.equals(own))
            .filter(method -> !clients.about.subject().methods().contains(method))
            .findFirst();
    if (other.isEmpty()) {
      return null;
    }
    PollRequest changed =
        new PollRequest(
            request.origin(),
            other.get(),
            request.path(),
            request.query(),
            request.headers(),
            request.body());
    Polled polled = client.poll(changed, plan -> plan);
    client.leave();
    return polled;
  }

  private static List<Polled> goneAndBack(Clients clients) throws InterruptedException {
    Examination about = clients.about;
    Duration soon = about.hold().dividedBy(4);
    Duration second = Duration.ofSeconds(1);
    ContractClient client = clients.next("poll of a client that goes");
    Duration when = soon.compareTo(second) < 0 ? soon : second;
    Polled left = client.pollAndLeave(when);
    Polled back = client.poll();
    client.leave();
    return List.of(left, back);
  }
}
