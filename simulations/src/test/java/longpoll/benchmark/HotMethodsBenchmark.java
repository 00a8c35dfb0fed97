package longpoll.benchmark;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import longpoll.dialect.Answer;
import longpoll.dialect.Dialect;
import longpoll.dialect.Dialects;
import longpoll.dialect.PollRequest;
import longpoll.dialect.PolledEvent;
import longpoll.dialect.Position;
import longpoll.dialect.Purpose;
import longpoll.dialect.StreamPosition;
import longpoll.host.LoopLag;
import longpoll.measure.RunLedger;
import longpoll.measure.RunSampler;
import longpoll.measure.Timeline;
import longpoll.measure.UserLedger;
import longpoll.record.RunFolder;
import longpoll.settings.Settings;
import longpoll.settings.SettingsLoader;
import longpoll.transport.ClientConnection;
import longpoll.transport.DirectRoute;
import longpoll.transport.Header;
import longpoll.transport.PollAnswer;
import longpoll.transport.PollListener;
import longpoll.transport.PollTemplate;
import longpoll.transport.PollTransport;
import longpoll.transport.StampClock;
import longpoll.transport.stub.LoopbackStub;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** {@link Part#METHODS}: what the injector does for each poll, by JMH. */
@Tag("benchmark")
@Timeout(2400)
public class HotMethodsBenchmark {
  private static final Duration HOLD = Duration.ofSeconds(10);
  private static final String CHANNEL = "c7";
  private static final String EPOCH = "hoka21nnr6";

  /** The bodies of two answers that differ. */
  private static final byte[][] BODIES = {body(41), body(42)};

  private static final Map<String, String> NAMES =
      Map.of(
          "encodePoll", "encode a poll (`native`)",
          "readAnswer", "read an answer's body (`native`)",
          "readBroadcast", "read the same body as the poll before",
          "recordPoll", "count a poll and its event",
          "sampleSecond", "sample a second in which one poll ended",
          "wholePoll", "whole poll over a loopback connection");

  /** The answer of target-server to a poll: one event of 128 B. */
  private static byte[] body(long id) {
    long micros = 1_795_815_082_192_115L + id;
    String event =
        "{\"id\":%d,\"channel\":\"%s\",\"seq\":%d,\"plannedAt\":%d,\"publishedAt\":%d,\"data\":\"%s\"}"
            .formatted(id, CHANNEL, id, micros, micros + 40, "x".repeat(126));
    return "{\"epoch\":\"%s\",\"next\":%d,\"events\":[%s]}"
        .formatted(EPOCH, id + 1, event)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String header(String name) {
    return switch (name) {
      case "Content-Type" -> "application/json";
      case "Poll-Next" -> "42";
      case "Poll-Epoch" -> EPOCH;
      default -> null;
    };
  }

  /** What dialect and encoder keep for a user. */
  @State(Scope.Thread)
  public static class OneUser {
    private final Dialect dialect = Dialects.named("native", Map.of());
    private final URI target = URI.create("http://127.0.0.1:8000/poll");
    private final PollTemplate.Encoder encoder =
        PollTemplate.get(target, List.of(new Header("Accept", "application/json"))).encoder();
    private final Position position = new StreamPosition("41", EPOCH);
    private int reads;

    Answer read(byte[] body) {
      return dialect.read(Purpose.POLL, position, 200, HotMethodsBenchmark::header, body);
    }
  }

  /** A ledger in its window, and the sampler that empties it. */
  @State(Scope.Thread)
  public static class OneLedger {
    private static final Position POSITION = new StreamPosition("41", EPOCH);

    private RunLedger ledger;
    private UserLedger user;
    private RunSampler sampler;
    private long seq;

    @Setup(Level.Iteration)
    public void begin() {
      StampClock clock = StampClock.SYSTEM;
      ledger =
          RunLedger.builder()
              .clock(clock)
              .timeline(
                  any ->
                      new Timeline(
                          any.nanoTime(),
                          any.epochMicros(),
                          Duration.ZERO,
                          Duration.ZERO,
                          Duration.ofMinutes(1),
                          Duration.ofSeconds(2)))
              .serverOffsetMicros(0L)
              .open();
      user = ledger.user(CHANNEL);
      sampler = new RunSampler(ledger, new LoopLag(), null, progress -> {});
      // Where no file can be written, all of it is kept in memory, and the disk is not measured.
      sampler.open(new RunFolder(Path.of("no-such-folder")));
    }

    void poll() {
      long nanos = System.nanoTime();
      long micros = StampClock.SYSTEM.epochMicros();
      PolledEvent event = new PolledEvent(++seq, CHANNEL, seq, micros, micros + 40);
      user.sent(nanos, micros, HOLD.toNanos());
      user.answered(nanos + 1_000_000, micros + 1_000, Answer.delivered(POSITION, List.of(event)));
    }
  }

  /** A connection to a stub that answers at once. */
  @State(Scope.Thread)
  public static class OneConnection {
    private final EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Semaphore ended = new Semaphore(0);
    private byte[] request;
    private LoopbackStub stub;
    private EventLoop loop;
    private ClientConnection connection;

    @Setup
    public void connect() throws IOException {
      byte[] head =
          ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nCache-Control: no-store\r\n"
                  + "Poll-Next: 42\r\nPoll-Epoch: hoka21nnr6\r\nContent-Length: "
                  + BODIES[0].length
                  + "\r\n\r\n")
              .getBytes(StandardCharsets.ISO_8859_1);
      byte[] answer = Arrays.copyOf(head, head.length + BODIES[0].length);
      System.arraycopy(BODIES[0], 0, answer, head.length, BODIES[0].length);
      stub = new LoopbackStub(1, round -> answer);
      Settings settings = new SettingsLoader(Path.of("")).load(Map.of());
      PollTransport transport =
          new PollTransport(
              NioSocketChannel::new,
              settings.tls(),
              settings.body(),
              StampClock.SYSTEM,
              nanos -> 0);
      loop = loops.next();
      request =
          PollTemplate.get(stub.poll(), List.of())
              .encoder()
              .encode(PollRequest.ofQuery("cursor=42&epoch=hoka21nnr6"), null);
      connection = transport.open(loop, DirectRoute.to(stub.poll(), null), new Ends(ended));
    }

    @TearDown
    public void close() throws IOException {
      loop.execute(connection::disconnect);
      stub.close();
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  private record Ends(Semaphore ended) implements PollListener {
    @Override
    public void connected(ConnectCause cause) {}

    @Override
    public void sent(long nanos, long micros) {}

    @Override
    public void answered(PollAnswer answer) {
      ended.release();
    }

    @Override
    public void failed(String kind, String detail, long nanos, long micros) {
      throw new IllegalStateException(kind + ": " + detail);
    }

    @Override
    public void cut(long nanos) {}
  }

  @Benchmark
  public byte[] encodePoll(OneUser user) {
    return user.encoder.encode(
        user.dialect.request(Purpose.POLL, user.position, HOLD, CHANNEL), null);
  }

  @Benchmark
  public Answer readAnswer(OneUser user) {
    return user.read(BODIES[user.reads++ & 1]);
  }

  /** As polls of one event loop mostly do when an event goes to all of them. */
  @Benchmark
  public Answer readBroadcast(OneUser user) {
    return user.read(BODIES[0]);
  }

  @Benchmark
  public void recordPoll(OneLedger ledger) {
    ledger.poll();
  }

  @Benchmark
  public void sampleSecond(OneLedger ledger) {
    ledger.poll();
    ledger.sampler.tick();
  }

  @Benchmark
  public void wholePoll(OneConnection one) throws InterruptedException {
    one.loop.execute(() -> one.connection.send(one.request, HOLD.toNanos()));
    one.ended.acquire();
  }

  @Test
  void eachMethod() throws Exception {
    Options options =
        new OptionsBuilder()
            .include("\\." + HotMethodsBenchmark.class.getSimpleName() + "\\.")
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.NANOSECONDS)
            .forks(Rounds.COUNT)
            .warmupIterations(3)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(3)
            .measurementTime(TimeValue.seconds(1))
            .addProfiler(GCProfiler.class)
            .jvmArgsAppend("-XX:+UseSerialGC", "-Xms256m", "-Xmx256m")
            .shouldFailOnError(true)
            .build();
    Rounds rounds = new Rounds(Part.METHODS);
    for (RunResult result : new Runner(options).run()) {
      String label = result.getPrimaryResult().getLabel();
      Map<String, Double> figures = new HashMap<>();
      figures.put("nanos", result.getPrimaryResult().getScore());
      figures.put("bytes", result.getSecondaryResults().get("gc.alloc.rate.norm").getScore());
      rounds.add("", NAMES.get(label), figures);
    }
    rounds.save();
  }
}
