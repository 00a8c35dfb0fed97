package longpoll.audit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A server of bare polls. An event comes once a number of polls is held; until then, and again
 * after it, polls end empty.
 */
final class StubOrigin extends StubPeer {
  private final Duration hold;
  private final int pollsForEvent;
  private final String epoch;
  private final String event;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition published = lock.newCondition();
  private final AtomicInteger polls = new AtomicInteger();
  private volatile CountDownLatch pollsLeft = new CountDownLatch(0);
  private int held;
  private boolean eventPublished;

  /**
   * @param pollsForEvent how many polls are held when the event is published; 0 for none
   * @param epoch null for a server that names none
   */
  StubOrigin(Duration hold, int pollsForEvent, String epoch, String event) throws IOException {
    this.hold = hold;
    this.pollsForEvent = pollsForEvent;
    this.epoch = epoch;
    this.event = event;
    start();
  }

  /** Opens when so many polls have come from now on. */
  CountDownLatch afterPolls(int count) {
    pollsLeft = new CountDownLatch(count);
    return pollsLeft;
  }

  static StubOrigin bare(Duration hold, int pollsForEvent) throws IOException {
    return new StubOrigin(hold, pollsForEvent, null, "{\"event\":1}");
  }

  @Override
  void serve(Socket client) throws IOException, InterruptedException {
    InputStream in = in(client);
    OutputStream out = client.getOutputStream();
    while (true) {
      String target = head(in).split(" ")[1];
      if (target.startsWith("/poll")) {
        poll(target, out);
      } else if (target.startsWith("/stats") && epoch != null) {
        sendJson(out, stats());
      } else if (target.startsWith("/pieces")) {
        pieces(out);
      } else {
        send(out, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
      }
    }
  }

  private String common() {
    return "Cache-Control: no-store\r\n" + (epoch == null ? "" : "Poll-Epoch: " + epoch + "\r\n");
  }

  private void poll(String target, OutputStream out) throws IOException, InterruptedException {
    polls.incrementAndGet();
    pollsLeft.countDown();
    if (!target.contains("timeout=0") && awaitEvent()) {
      sendJson(out, event);
    } else {
      send(out, "HTTP/1.1 204 No Content\r\n" + common() + "\r\n");
    }
  }

  private void sendJson(OutputStream out, String body) throws IOException {
    send(
        out,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
            + common()
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }

  private String stats() {
    return """
        {"parked":0,"peak":0,"polls":%d,"delivered":0,"empty":0,"gap":0,"aborted":0,"published":0,
        "rejected":0,"connections":0,"connectionsOpened":%d}"""
        .formatted(polls.get(), opened.get());
  }

  /** The head, and half a second later the rest. */
  private static void pieces(OutputStream out) throws IOException, InterruptedException {
    send(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
    TimeUnit.MILLISECONDS.sleep(500);
    send(out, "{}");
  }

  /** False at the hold limit. */
  private boolean awaitEvent() throws InterruptedException {
    lock.lock();
    try {
      held++;
      if (held == pollsForEvent && !eventPublished) {
        eventPublished = true;
        published.signalAll();
        return true;
      }
      boolean before = eventPublished;
      long left = hold.toNanos();
      while (left > 0 && eventPublished == before) {
        left = published.awaitNanos(left);
      }
      return eventPublished && !before;
    } finally {
      held--;
      lock.unlock();
    }
  }
}
