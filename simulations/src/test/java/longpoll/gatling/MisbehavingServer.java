package longpoll.gatling;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server that speaks the native protocol and misbehaves on command: each channel has a {@link
 * Behaviour}, so that one run can meet several and still tell them apart. It counts what it really
 * did, for a test to hold against what the harness says.
 *
 * <p>One thread decides and counts everything; each connection has a thread that only reads.
 * Instants are microseconds since the Unix epoch.
 */
final class MisbehavingServer implements AutoCloseable {
  private static final long NOT_YET = Long.MIN_VALUE;

  private final Duration every;
  private final Map<String, BadChannel> channels = new LinkedHashMap<>();
  private final ScheduledExecutorService brain =
      Executors.newSingleThreadScheduledExecutor(work -> daemon(work, "misbehaving-server"));
  private final Set<BadConnection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicLong pollingConnections = new AtomicLong();
  private final long originMicros = machineMicros();
  private final BadPages pages = new BadPages(this);

  private volatile ServerSocket listening;
  private volatile boolean closed;
  private String epoch = "first";
  private long jumpMicros;
  private long firstPollMicros = NOT_YET;
  private RuntimeException failure;
  private final List<Runnable> afterFirstPoll = new ArrayList<>();

  private MisbehavingServer(Duration every, Map<String, Behaviour> behaviours) throws IOException {
    this.every = every;
    behaviours.forEach(
        (name, behaviour) -> channels.put(name, new BadChannel(this, name, behaviour)));
    listen(0);
    channels.values().forEach(channel -> publishNext(channel, 1));
  }

  /**
   * @param every the distance of two events of each channel
   */
  static MisbehavingServer start(Duration every, Map<String, Behaviour> behaviours) {
    try {
      return new MisbehavingServer(every, behaviours);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI poll() {
    return URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/poll");
  }

  /** Does something a while after the first poll of a user. */
  void afterFirstPoll(Duration pause, Runnable action) {
    ask(
        () -> {
          afterFirstPoll.add(() -> later(pause, action));
          return null;
        });
  }

  /** Starts anew with another epoch and no events; nobody can connect in between. */
  void restart(Duration away) {
    epoch = "second";
    int port = listening.getLocalPort();
    closeQuietly(listening);
    channels.values().forEach(BadChannel::restart);
    later(
        away,
        () -> {
          try {
            listen(port);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** From now on the server's clock is ahead of the machine's by this much. */
  void jumpClock(Duration ahead) {
    jumpMicros = ahead.toNanos() / 1_000;
  }

  /** What was done on one channel, by name. */
  Map<String, Long> counts(String channel) {
    return ask(() -> channels.get(channel).counts().all());
  }

  /** What was done on all channels. */
  long count(String name) {
    return ask(
        () -> channels.values().stream().mapToLong(channel -> channel.counts().of(name)).sum());
  }

  /** How long after its planned instant each event of a channel was sent to somebody. */
  List<Long> sentAfterMicros(String channel) {
    return ask(() -> channels.get(channel).sentAfterMicros());
  }

  /** When the polls of a channel were accepted, by {@link System#nanoTime}. */
  List<Long> acceptedNanos(String channel) {
    return ask(() -> channels.get(channel).acceptedNanos());
  }

  /** The planned instants of the events that a channel lost. */
  List<Long> lostPlannedMicros(String channel) {
    return ask(() -> channels.get(channel).lostPlannedMicros());
  }

  /** Connections over which at least one poll of a user came. */
  long pollingConnections() {
    return pollingConnections.get();
  }

  @Override
  public void close() {
    closed = true;
    closeQuietly(listening);
    connections.forEach(BadConnection::fin);
    brain.shutdownNow();
  }

  // What follows is for the channels and polls, on the server's thread.

  String epoch() {
    return epoch;
  }

  long jumpMicros() {
    return jumpMicros;
  }

  void later(Duration pause, Runnable action) {
    brain.schedule(() -> run(action), pause.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** An executor keeps what its tasks throw to itself. */
  private void run(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  /** Before the first poll it is as if no time had passed. */
  long sinceFirstPollMicros(long micros) {
    return firstPollMicros == NOT_YET ? 0 : Math.max(0, micros - firstPollMicros);
  }

  private void publishNext(BadChannel channel, long step) {
    long planned = planned(step);
    long dueIn = planned + channel.behaviour().publishDelay().toNanos() / 1_000 - machineMicros();
    later(
        Duration.of(Math.max(0, dueIn), ChronoUnit.MICROS),
        () -> {
          channel.publish(planned);
          publishNext(channel, step + 1);
        });
  }

  Duration every() {
    return every;
  }

  long originMicros() {
    return originMicros;
  }

  Collection<BadChannel> channels() {
    return channels.values();
  }

  int connections() {
    return connections.size();
  }

  /** The planned instant of the events of a step, from 1. */
  long planned(long step) {
    return originMicros + step * every.toNanos() / 1_000;
  }

  private void listen(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
    listening = socket;
    daemon(() -> acceptForever(socket), "misbehaving-accept").start();
  }

  private void acceptForever(ServerSocket socket) {
    try {
      while (!closed) {
        Socket accepted = socket.accept();
        daemon(() -> serve(accepted), "misbehaving-connection").start();
      }
    } catch (IOException e) {
      // Closed, which is how it is told to end.
    }
  }

  private void serve(Socket socket) {
    BadConnection connection;
    try {
      connection = new BadConnection(socket);
    } catch (IOException e) {
      return;
    }
    connections.add(connection);
    BadPoll current = null;
    boolean polled = false;
    BadConnection.Request request;
    while ((request = connection.read()) != null) {
      BadConnection.Request asked = request;
      if (isPollOfUser(asked)) {
        if (!polled) {
          polled = true;
          pollingConnections.incrementAndGet();
        }
        current = ask(() -> accept(connection, asked));
      } else {
        connection.write(ask(() -> pages.answer(asked)));
      }
    }
    BadPoll last = current;
    if (last != null && !closed) {
      ask(
          () -> {
            last.clientGone();
            return null;
          });
    }
    connection.fin();
    connections.remove(connection);
  }

  /** The check before load does not want to be held, and names no channel. */
  private static boolean isPollOfUser(BadConnection.Request request) {
    return request.path().equals("/poll") && request.query().containsKey("channel");
  }

  private BadPoll accept(BadConnection connection, BadConnection.Request request) {
    if (firstPollMicros == NOT_YET) {
      firstPollMicros = machineMicros();
      afterFirstPoll.forEach(Runnable::run);
    }
    BadChannel channel = channels.get(request.query().get("channel"));
    BadPoll poll =
        new BadPoll(this, channel, connection, request, channel.counts().of("polls") + 1);
    channel.accept(connection, poll);
    return poll;
  }

  private <T> T ask(Callable<T> question) {
    try {
      return brain
          .submit(
              () -> {
                if (failure != null) {
                  throw failure;
                }
                return question.call();
              })
          .get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("the misbehaving server failed", e);
    }
  }

  static long machineMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  private static void closeQuietly(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Closed already.
    }
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }
}
