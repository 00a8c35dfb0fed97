package longpoll.probe;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import longpoll.dialect.Answer;
import longpoll.dialect.Position;
import longpoll.measure.ProbeAccounts;
import longpoll.measure.RunBooks;
import longpoll.measure.StampClock;
import longpoll.measure.Timeline;
import longpoll.measure.UserBook;

/**
 * Reads and books answers that nobody sent, before the first poll is: code that has never run is
 * slow, and would be so when the first real answers come. Asking the JVM for its CPU time when the
 * window begins was seen to take 100 ms the first time, with a broadcast waiting to be stamped.
 * Goes nowhere near a socket.
 */
final class Rehearsal {
  private static final int ROUNDS = 4_000;

  private Rehearsal() {}

  static void run(ProbeSettings settings) throws IOException {
    StampClock clock = StampClock.SYSTEM;
    Timeline timeline =
        new Timeline(
            clock.nanoTime(),
            clock.epochMicros(),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofMinutes(1),
            Duration.ZERO);
    RunBooks books =
        RunBooks.builder()
            .timeline(any -> timeline)
            .serverOffsetMicros(0L)
            .usersOf(channel -> 1)
            .open();
    ProbeAccounts accounts = new ProbeAccounts(books);
    UserBook book = books.user("default");
    Requests requests = new Requests(settings.poll(), settings.speaks());
    AnswerReader reader = new AnswerReader();
    Position position = Position.START;
    accounts.windowBegins();
    for (int round = 1; round <= ROUNDS; round++) {
      requests.poll(position, settings.hold(), "default");
      book.sent(clock.nanoTime(), clock.epochMicros(), settings.holdNanos());
      reader.readFrom(Channels.newChannel(new ByteArrayInputStream(answer(round))));
      if (!reader.advance()) {
        throw new IllegalStateException("a whole answer was not seen as one");
      }
      byte[] body = new byte[reader.bodyLength()];
      reader.copyBody(body);
      Answer answer = settings.speaks().read(position, reader.status(), reader::header, body);
      reader.keepsAlive();
      reader.next();
      book.answered(clock.nanoTime(), clock.epochMicros(), answer);
      accounts.delivered(answer, clock.epochMicros(), 0);
      position = answer.next();
      if (round % 100 == 0) {
        accounts.drainLag(ProbeLines::lag);
        accounts.late(0, true);
      }
    }
    // Once no file descriptor is left, no class can be loaded that tells so.
    book.failed(clock.nanoTime(), ProbeFailures.connecting(new IOException("rehearsed")));
    accounts.windowEnds();
    ProbeLines.json(ProbeLines.DONE, accounts.report(settings.count()));
  }

  private static byte[] answer(int round) {
    if (round % 4 == 0) {
      return ("HTTP/1.1 204 No Content\r\nCache-Control: no-store\r\nPoll-Next: "
              + round
              + "\r\nPoll-Epoch: rehearsal\r\n\r\n")
          .getBytes(StandardCharsets.US_ASCII);
    }
    String json =
        "{\"epoch\":\"rehearsal\",\"next\":"
            + (round + 1)
            + ",\"events\":[{\"id\":"
            + round
            + ",\"channel\":\"default\",\"seq\":"
            + round
            + ",\"plannedAt\":"
            + StampClock.SYSTEM.epochMicros()
            + ",\"publishedAt\":0,\"data\":\"................................\"}]}";
    return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + json.length()
            + "\r\n\r\n"
            + json)
        .getBytes(StandardCharsets.US_ASCII);
  }
}
