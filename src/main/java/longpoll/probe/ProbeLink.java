package longpoll.probe;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import longpoll.dialect.Client;
import longpoll.measure.ProbeLedger;
import longpoll.measure.Timeline;
import longpoll.settings.Settings;
import longpoll.text.Excerpt;
import longpoll.transport.PollTemplate;

/**
 * The harness's end of the pipes to a probe process: says what to do, and writes what is heard into
 * the {@link ProbeLedger}. Listens on a thread of its own. Thread-safe; only {@link #end} waits,
 * and nothing throws: probes that are lost cost the run its probes and nothing else.
 */
public final class ProbeLink {
  private static final int LAST_LINES = 10;

  private final OutputStream out;
  private final ProbeLedger ledger;
  private final Consumer<String> problems;
  private final CountDownLatch ready = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);
  private final Deque<String> lastLines = new ArrayDeque<>();
  private volatile String lost;

  /** Why the last line could not be read; if the stream ends there, it was only cut off. */
  private String unreadable;

  /**
   * @param in what the probes say
   * @param out what they are told
   * @param problems takes the first failure of each kind
   */
  public ProbeLink(
      InputStream in, OutputStream out, ProbeLedger ledger, Consumer<String> problems) {
    this.out = out;
    this.ledger = ledger;
    this.problems = problems;
    Thread listener = new Thread(() -> listen(in), "longpoll-probes");
    listener.setDaemon(true);
    listener.start();
  }

  /**
   * To be said first.
   *
   * @param tls whom to trust
   */
  public void settings(
      Settings settings,
      Settings.Tls tls,
      Client clients,
      List<String> channels,
      Long offsetMicros) {
    say(
        ProbeLines.json(
            ProbeLines.SETTINGS, ProbeSettings.of(settings, tls, clients, channels, offsetMicros)));
  }

  /**
   * Waits until the probes can begin, or are lost. On a busy machine they would miss the window.
   *
   * @param limit how long to wait
   * @return false when they were not ready by then
   */
  public boolean awaitReady(Duration limit) {
    try {
      return ready.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * The first poll of a user is about to be sent.
   *
   * @param template what each probe is to send
   */
  public void begin(Timeline timeline, PollTemplate template) {
    say(ProbeLines.json(ProbeLines.BEGIN, new ProbeLines.Begin(timeline.phases(), template)));
  }

  /**
   * The run is over: lets the probes end, and waits until all that they saw is in the ledger.
   *
   * @param cut whether to give up at once what is still held
   * @param limit how long to wait
   * @return why the probes' account is not whole, or nothing when it is
   */
  public Optional<String> end(boolean cut, Duration limit) {
    say(cut ? ProbeLines.CUT : ProbeLines.END);
    try {
      if (!over.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        lose("no account of their polls " + limit.toMillis() + " ms after the end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      lose("interrupted while waiting for their account");
    }
    return Optional.ofNullable(lost);
  }

  private synchronized void say(String line) {
    try {
      out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      // Nobody reads: the listener finds out the same, and knows the last words.
    }
  }

  private void listen(InputStream in) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      String line;
      while ((line = lines.readLine()) != null) {
        heard(line);
      }
    } catch (IOException e) {
      // As good as its end.
    }
    if (over.getCount() > 0) {
      lose("their process ended" + said());
    }
  }

  private void heard(String line) {
    if (unreadable != null) {
      lose(unreadable);
    }
    String rest = ProbeLines.rest(line);
    try {
      switch (ProbeLines.word(line)) {
        case ProbeLines.READY -> ready.countDown();
        case ProbeLines.DELTA -> add(rest);
        case ProbeLines.DONE -> {
          add(rest);
          over.countDown();
        }
        case ProbeLines.PROBLEM -> problems.accept(Excerpt.sentence(rest));
        default -> keep(line);
      }
    } catch (RuntimeException | Error e) {
      // Whatever it is, somebody has to go on reading, or the probes wait until they can write.
      unreadable = "they said what cannot be read: " + Excerpt.sentence(String.valueOf(e));
    }
  }

  /** What comes after a loss would leave a hole: the account ends where it was lost. */
  private void add(String delta) {
    if (lost == null) {
      ledger.add(ProbeLines.delta(delta));
    }
  }

  private synchronized void keep(String line) {
    lastLines.addLast(Excerpt.sentence(line));
    if (lastLines.size() > LAST_LINES) {
      lastLines.removeFirst();
    }
  }

  private synchronized String said() {
    return lastLines.isEmpty() ? "" : ": " + String.join(" / ", lastLines);
  }

  private void lose(String why) {
    if (lost == null) {
      lost = why;
      ledger.lost();
    }
    ready.countDown();
    over.countDown();
  }
}
