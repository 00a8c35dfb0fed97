package longpoll.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * Scripts of the article's client, in {@code src/test/servers/article}, each run to its end. Where
 * there is no python3, the test is skipped. For any thread.
 */
final class Python {
  private static final Path SCRIPTS = Path.of("src", "test", "servers", "article").toAbsolutePath();
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** What a script left behind. */
  record Result(int exitCode, String out, String errors) {}

  private Python() {}

  /**
   * @param input what it reads from its standard input
   */
  static Result run(String script, String input, Object... arguments) {
    List<String> command =
        new ArrayList<>(List.of("python3", "-B", SCRIPTS.resolve(script).toString()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    try {
      return run(command, input);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while " + script + " ran", e);
    }
  }

  private static Result run(List<String> command, String input)
      throws IOException, InterruptedException {
    Path in = Files.createTempFile("longpoll-python", ".in");
    Path out = Files.createTempFile("longpoll-python", ".out");
    Path errors = Files.createTempFile("longpoll-python", ".err");
    try {
      Files.writeString(in, input);
      Process process = start(command, in, out, errors);
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command + " still ran after " + LIMIT);
      }
      return new Result(process.exitValue(), read(out), read(errors));
    } finally {
      for (Path file : List.of(in, out, errors)) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static Process start(List<String> command, Path in, Path out, Path errors) {
    try {
      return new ProcessBuilder(command)
          .redirectInput(in.toFile())
          .redirectOutput(out.toFile())
          .redirectError(errors.toFile())
          .start();
    } catch (IOException e) {
      String reason = "python3 is needed for " + command.get(2) + ": " + e.getMessage();
      System.out.println("skipped: " + reason);
      return Assumptions.abort(reason);
    }
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8).strip();
  }
}
