package longpoll.collect;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import longpoll.text.Numbers;

/**
 * Sends the run folder of one injector to a {@link Collector}. Tries again until its patience ends
 * where nobody answers, or where the collector cannot take it now; to send a folder twice does no
 * harm. For one thread.
 */
public final class Uploader {
  /** Gatling's log grows with each poll, and no merge reads it. */
  private static final List<String> LEFT_OUT = List.of("simulation.log");

  private static final Duration STATE_LIMIT = Duration.ofSeconds(30);
  private static final Duration FIRST_DELAY = Duration.ofMillis(500);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(10);

  private final CollectorClient client;
  private final Duration patience;
  private final Duration firstDelay;
  private final Consumer<String> say;

  /**
   * @param collector its URL
   * @param patience how long all tries may take together
   * @param say takes a line for each try that failed
   */
  public Uploader(URI collector, CollectToken token, Duration patience, Consumer<String> say) {
    this(collector, token, patience, say, FIRST_DELAY);
  }

  Uploader(
      URI collector,
      CollectToken token,
      Duration patience,
      Consumer<String> say,
      Duration firstDelay) {
    client = new CollectorClient(collector, token);
    this.patience = patience;
    this.say = say;
    this.firstDelay = firstDelay;
  }

  /**
   * @param shard the number of the injector, from 0
   * @param shards how many there are
   * @return what was done, in a sentence
   * @throws UploadException when the collector refuses it, or patience ends
   */
  public String upload(Path folder, int shard, int shards) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    Duration delay = firstDelay;
    String reason = null;
    for (int tries = 1; ; tries++) {
      try {
        return send(folder, shard, shards, end);
      } catch (CollectorClient.BusyException e) {
        reason = e.getMessage();
      } catch (HttpTimeoutException e) {
        boolean cutShort = reason != null && left(end).compareTo(delay) <= 0;
        // What went wrong before says more than that the time was over.
        reason = cutShort ? reason + "; then no answer until the time was over" : e.toString();
      } catch (IOException e) {
        reason = e.toString();
      }
      if (left(end).compareTo(delay) <= 0) {
        throw new UploadException(
            String.format(
                Locale.ROOT,
                "shard %d was not taken within %s (--patience), tried %d times; the last time: %s",
                shard,
                Numbers.duration(patience.toMillis()),
                tries,
                reason));
      }
      say.accept(reason + "; tries again in " + Numbers.duration(delay.toMillis()));
      TimeUnit.NANOSECONDS.sleep(delay.toNanos());
      delay = shorter(delay.multipliedBy(2), LONGEST_DELAY);
    }
  }

  private String send(Path folder, int shard, int shards, long end)
      throws IOException, InterruptedException {
    // A wrong token or a wrong number is told before anything large is sent.
    CollectorClient.State state = client.state(shorter(STATE_LIMIT, left(end)));
    if (state.expected() != shards) {
      throw new UploadException(
          "the collector expects "
              + state.expected()
              + " shards, but this is "
              + (shards == 1 ? "the run of a single injector" : "one of " + shards));
    }
    CollectorClient.Taken taken;
    try (FolderZip zip = zipped(folder)) {
      taken = client.put(shard, zip, state.maxUpload(), left(end));
    }
    return String.format(
        Locale.ROOT,
        "shard %d of %d %s: %d files, %s, sent as %s",
        shard,
        shards,
        taken.again() ? "had arrived before, the same" : "has arrived",
        taken.files(),
        Numbers.bytes(taken.bytes()),
        Numbers.bytes(taken.sent()));
  }

  private static FolderZip zipped(Path folder) {
    try {
      return new FolderZip(folder, LEFT_OUT);
    } catch (IOException e) {
      throw new UploadException("the folder cannot be read: " + e);
    }
  }

  private static Duration left(long end) {
    return Duration.ofNanos(Math.max(TimeUnit.MILLISECONDS.toNanos(1), end - System.nanoTime()));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
