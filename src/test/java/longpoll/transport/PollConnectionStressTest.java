package longpoll.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import longpoll.dialect.PollRequest;
import longpoll.transport.RawServer.Peer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Thousands of polls that end in all ways, and are cut at any moment. */
@Timeout(120)
class PollConnectionStressTest {
  private static final int CLIENTS = 40;
  private static final int POLLS_EACH = 50;
  private static final long SEED = 20_261_127;

  @Test
  void everyPollEndsOnceIsReadAtMostOnceAndGetsNoAnswerButItsOwn() throws Exception {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    try (RawServer server = new RawServer((client, number) -> misbehave(client))) {
      PollTransport transport =
          new PollTransport(
              NioSocketChannel::new,
              TestClient.JDK_TRUST,
              TestClient.USUAL_BODY,
              StampClock.SYSTEM,
              nanos -> 0);
      CountDownLatch done = new CountDownLatch(CLIENTS);
      List<Client> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(new Client(transport, group.next(), server, i, done));
      }
      clients.forEach(client -> client.loop.execute(client::next));

      assertThat(done.await(100, TimeUnit.SECONDS)).isTrue();
      Map<String, Integer> ends = new TreeMap<>();
      for (Client client : clients) {
        assertThat(client.faults).isEmpty();
        client.ends.forEach((how, count) -> ends.merge(how, count, Integer::sum));
      }
      assertThat(ends.values().stream().mapToInt(Integer::intValue).sum())
          .isEqualTo(CLIENTS * POLLS_EACH);
      assertThat(ends)
          .containsKeys("answered", "closed", "cut", "malformed", "reset", "timeout", "truncated");
      assertThat(server.polls).doesNotHaveDuplicates();
      assertThat(server.polls)
          .hasSizeLessThanOrEqualTo(clients.stream().mapToInt(client -> client.sent.get()).sum());
      assertThat(transport.bodies().used()).hasValue(0);
    } finally {
      group.shutdownGracefully(0, 5, TimeUnit.SECONDS).await();
    }
  }

  /** What a poll gets is drawn from its number. */
  private static void misbehave(Peer client) throws Exception {
    String head;
    while ((head = client.readPoll()) != null) {
      String id = head.substring(head.indexOf('?') + 1, head.indexOf(" HTTP"));
      String answer = RawServer.ok(id);
      Random random = new Random(SEED ^ id.hashCode() * 0x9E3779B97F4A7C15L);
      int cut = 1 + random.nextInt(answer.length() - 1);
      switch (random.nextInt(12)) {
        case 0, 1, 2 -> client.send(answer);
        case 3 -> {
          client.send(answer.substring(0, cut));
          client.send(answer.substring(cut));
        }
        case 4 ->
            client.send(
                "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + Integer.toHexString(id.length())
                    + "\r\n"
                    + id
                    + "\r\n0\r\n\r\n");
        case 5 -> {
          client.send("HTTP/1.1 200 OK\r\n\r\n" + id);
          return;
        }
        case 6 -> client.send(answer + RawServer.ok("stranger").substring(0, cut));
        case 7 -> {
          return;
        }
        case 8 -> {
          client.reset();
          return;
        }
        case 9 -> {
          client.send(answer.substring(0, cut));
          return;
        }
        case 10 -> client.send("nonsense\r\n\r\n");
        default -> {
          // Until the client has had enough.
          client.seesEnd();
          if (random.nextBoolean()) {
            client.send(answer);
          }
          return;
        }
      }
    }
  }

  private static final class Client implements PollListener {
    private final EventLoop loop;
    private final ClientConnection connection;
    private final PollTemplate.Encoder encoder;
    private final int number;
    private final CountDownLatch done;
    private final Random random;
    private final AtomicInteger sent = new AtomicInteger();
    private final Map<String, Integer> ends = new TreeMap<>();
    private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
    private int poll;
    private boolean underWay;

    Client(
        PollTransport transport,
        EventLoop loop,
        RawServer server,
        int number,
        CountDownLatch done) {
      this.loop = loop;
      this.number = number;
      this.done = done;
      random = new Random(SEED + number);
      connection = transport.open(loop, DirectRoute.to(server.poll(), null), this);
      encoder = PollTemplate.get(server.poll(), List.of()).encoder();
    }

    void next() {
      if (poll == POLLS_EACH) {
        connection.disconnect();
        done.countDown();
        return;
      }
      poll++;
      underWay = true;
      connection.send(
          encoder.encode(PollRequest.ofQuery(id()), null), TimeUnit.MILLISECONDS.toNanos(100));
      int chance = random.nextInt(10);
      if (chance == 0) {
        connection.cut();
      } else if (chance < 4) {
        int cutting = poll;
        loop.schedule(
            () -> {
              if (poll == cutting) {
                connection.cut();
              }
            },
            random.nextInt(2_000),
            TimeUnit.MICROSECONDS);
      }
    }

    private String id() {
      return number + "-" + poll;
    }

    private void over(String how) {
      if (!underWay || !loop.inEventLoop()) {
        faults.add(id() + " ended as " + how + " with no poll under way");
      }
      underWay = false;
      ends.merge(how, 1, Integer::sum);
      if (random.nextInt(4) == 0) {
        loop.schedule(this::next, random.nextInt(2_000), TimeUnit.MICROSECONDS);
      } else {
        next();
      }
    }

    @Override
    public void connected(ConnectCause cause) {
      if (!underWay) {
        faults.add("connected with no poll under way");
      }
    }

    @Override
    public void sent(long nanos, long micros) {
      sent.incrementAndGet();
      if (!underWay) {
        faults.add("sent with no poll under way");
      }
    }

    @Override
    public void answered(PollAnswer answer) {
      String body = new String(answer.body(), StandardCharsets.US_ASCII);
      if (!body.equals(id())) {
        faults.add(id() + " got the answer " + body);
      }
      over("answered");
    }

    @Override
    public void failed(String kind, String detail, long nanos, long micros) {
      over(kind);
    }

    @Override
    public void cut(long nanos) {
      over("cut");
    }
  }
}
