package longpoll.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import longpoll.dialect.FailureKind;
import longpoll.dialect.PollRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** In a process of its own, since a test's own must keep its descriptors. */
@Timeout(60)
@EnabledOnOs({OS.LINUX, OS.MAC})
class NoDescriptorTest {

  @Test
  void aPollWithoutADescriptorLeftFailsByThatName() throws Exception {
    try (RawServer server = RawServer.answering(RawServer.ok("hello"))) {
      Process process =
          new ProcessBuilder(
                  "sh",
                  "-c",
                  "ulimit -n 300; exec \"$0\" \"$@\"",
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Poller.class.getName(),
                  server.poll().toString())
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();

      assertThat(said.lines().filter(line -> line.startsWith("> ")))
          .as(said)
          .containsExactly("> answered", "> " + FailureKind.NO_DESCRIPTOR, "> answered");
    }
  }

  /** Polls well, then with every descriptor taken, then well again. */
  static final class Poller implements PollListener {
    private final BlockingQueue<String> told = new ArrayBlockingQueue<>(1);

    public static void main(String[] arguments) throws Exception {
      new Poller().run(URI.create(arguments[0]));
      System.exit(0);
    }

    private void run(URI target) throws Exception {
      EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
      PollTransport transport =
          new PollTransport(
              NioSocketChannel::new,
              TestClient.JDK_TRUST,
              TestClient.USUAL_BODY,
              StampClock.SYSTEM,
              nanos -> 0);
      ClientConnection connection =
          transport.open(group.next(), DirectRoute.to(target, null), this);
      byte[] poll = PollTemplate.get(target, List.of()).encoder().encode(PollRequest.PLAIN, null);
      Runnable next = () -> connection.send(poll, TimeUnit.SECONDS.toNanos(10));
      group.execute(next);
      say(told.poll(15, TimeUnit.SECONDS));
      group.submit(connection::disconnect).get();
      List<Closeable> all = takeAll();
      group.execute(next);
      String failed = told.poll(15, TimeUnit.SECONDS);
      for (Closeable one : all) {
        one.close();
      }
      say(failed);
      group.execute(next);
      say(told.poll(15, TimeUnit.SECONDS));
    }

    private static List<Closeable> takeAll() throws IOException {
      List<Closeable> all = new ArrayList<>();
      try {
        while (true) {
          all.add(new FileInputStream("/dev/null"));
        }
      } catch (FileNotFoundException e) {
        return all;
      }
    }

    private static void say(String what) {
      System.out.println("> " + what);
    }

    @Override
    public void connected(ConnectCause cause) {
      // Of no interest here.
    }

    @Override
    public void sent(long nanos, long micros) {
      // Of no interest here.
    }

    @Override
    public void answered(PollAnswer answer) {
      told.add("answered");
    }

    @Override
    public void failed(String kind, String detail, long nanos, long micros) {
      told.add(kind);
    }

    @Override
    public void cut(long nanos) {
      told.add("cut");
    }
  }
}
