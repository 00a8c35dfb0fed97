package longpoll.collect;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import longpoll.barrier.JsonAnswers;
import longpoll.collect.ReceivedRuns.Placed;
import longpoll.record.RunFolder;
import longpoll.text.Numbers;

/**
 * {@code PUT /runs/I} takes the run folder of an injector, {@code GET /runs} says whose have
 * arrived. Thread-safe.
 */
final class RunsHandler implements HttpHandler {
  private static final Pattern RUN = Pattern.compile("/runs/(\\d{1,4})");

  private final ReceivedRuns runs;
  private final FolderUnzip.Limits limits;
  private final Runnable onArrival;
  private final Consumer<String> say;

  /**
   * @param onArrival called once for each shard, when its sender has been answered
   * @param say takes a line for whoever watches
   */
  RunsHandler(
      ReceivedRuns runs, FolderUnzip.Limits limits, Runnable onArrival, Consumer<String> say) {
    this.runs = runs;
    this.limits = limits;
    this.onArrival = onArrival;
    this.say = say;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    boolean isNew = false;
    try (exchange) {
      try {
        isNew = answer(exchange);
      } catch (RefusedException e) {
        refuse(exchange, e);
      } catch (RuntimeException e) {
        refuse(exchange, new RefusedException(500, "a defect of the collector: " + e));
      }
    } finally {
      if (isNew) {
        onArrival.run();
      }
    }
  }

  private void refuse(HttpExchange exchange, RefusedException e) throws IOException {
    say.accept(Refusals.inWords(exchange, e));
    skip(exchange, 2 * limits.archive());
    Refusals.answer(exchange, e);
  }

  private boolean answer(HttpExchange exchange) throws RefusedException, IOException {
    String path = exchange.getRequestURI().getRawPath();
    if (path.equals("/runs")) {
      requireMethod(exchange, "GET");
      JsonAnswers.send(exchange, 200, state());
      return false;
    }
    Matcher run = RUN.matcher(path);
    int shard = run.matches() ? Integer.parseInt(run.group(1)) : Integer.MAX_VALUE;
    if (shard >= runs.shards()) {
      throw new RefusedException(
          404, "there is /runs, and /runs/0 to /runs/" + (runs.shards() - 1) + " for the shards");
    }
    requireMethod(exchange, "PUT");
    return take(exchange, shard);
  }

  private static void requireMethod(HttpExchange exchange, String method) throws RefusedException {
    if (!exchange.getRequestMethod().equals(method)) {
      exchange.getResponseHeaders().set("Allow", method);
      throw new RefusedException(405, "only " + method + " is possible here");
    }
  }

  private Map<String, Object> state() {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("expected", runs.shards());
    state.put("arrived", runs.arrived());
    state.put("missing", runs.missing());
    state.put("maxUpload", limits.archive());
    return state;
  }

  private boolean take(HttpExchange exchange, int shard) throws RefusedException, IOException {
    String length = exchange.getRequestHeaders().getFirst("Content-Length");
    if (length != null && Long.parseLong(length) > limits.archive()) {
      throw ArchiveBody.tooLarge(limits.archive());
    }
    FolderUnzip unzip = new FolderUnzip(exchange.getRequestBody(), limits);
    Placed placed;
    try {
      Path aside = runs.aside(shard);
      try {
        unzip.into(aside);
        placed = runs.place(shard, aside);
      } finally {
        RunFolder.delete(aside);
      }
    } catch (IOException e) {
      throw RefusedException.noStorage(e);
    }
    if (placed == Placed.OTHER) {
      throw new RefusedException(
          409, "another run of shard " + shard + " has arrived before, and stays");
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("shard", shard);
    answer.put("files", unzip.files());
    answer.put("bytes", unzip.bytes());
    answer.put("missing", runs.missing());
    say.accept(
        String.format(
            Locale.ROOT,
            "shard %d of %d %s: %d files, %s; missing: %s",
            shard,
            runs.shards(),
            placed == Placed.NEW ? "arrived" : "arrived again, the same",
            unzip.files(),
            Numbers.bytes(unzip.bytes()),
            Collector.numbers(runs.missing())));
    try {
      JsonAnswers.send(exchange, placed == Placed.NEW ? 201 : 200, answer);
    } catch (IOException e) {
      say.accept("the sender of shard " + shard + " did not wait for its answer");
    }
    return placed == Placed.NEW;
  }

  /** A client that still writes may never see an answer whose connection is closed under it. */
  private static void skip(HttpExchange exchange, long most) {
    byte[] buffer = new byte[1 << 16];
    InputStream body = exchange.getRequestBody();
    try {
      long skipped = 0;
      int read = 0;
      while (read >= 0 && skipped < most) {
        read = body.read(buffer);
        skipped += read;
      }
    } catch (IOException e) {
      // It is gone, and the answer will tell.
    }
  }
}
