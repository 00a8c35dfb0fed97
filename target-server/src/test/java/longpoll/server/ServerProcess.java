package longpoll.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program of this class path in a process of its own; it ends with the test at the latest. */
final class ServerProcess implements AutoCloseable {
  private static final Pattern LISTENING =
      Pattern.compile("listening on http://127\\.0\\.0\\.1:(\\d+)/(?:poll|stats)");

  private final Process process;
  private final File err;

  private ServerProcess(Process process, File err) {
    this.process = process;
    this.err = err;
  }

  /** The server itself, in the process that is started. */
  static ServerProcess server(Path folder, List<String> jvmArgs, String... args)
      throws IOException {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--no-fork", "--warm-up", "0s"));
    return of(folder, Main.class, jvmArgs, all.toArray(String[]::new));
  }

  /**
   * @param folder where the error stream goes
   */
  static ServerProcess of(Path folder, Class<?> main, List<String> jvmArgs, String... args)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(jvmArgs);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(args));
    File err = folder.resolve("err").toFile();
    return new ServerProcess(new ProcessBuilder(command).redirectError(err).start(), err);
  }

  String nextLine() throws IOException {
    return String.valueOf(
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
            .readLine());
  }

  /** The port that its first line names. */
  int port() throws IOException {
    Matcher matcher = LISTENING.matcher(nextLine());
    assertThat(matcher.find()).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  /** Writes a line to its standard input. */
  void tell(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** Ends its standard input. */
  void hangUp() throws IOException {
    process.getOutputStream().close();
  }

  /** How it was started, as anybody on the machine can see it. */
  String arguments() throws IOException {
    Path file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
    assumeThat(file).exists();
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  /** Those that it has started and that still run. */
  List<ProcessHandle> children() {
    return process.children().toList();
  }

  /** Sends SIGKILL. */
  void kill() {
    process.destroyForcibly();
  }

  /** Sends SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** The exit code, once it has ended. */
  int exitCode() throws InterruptedException {
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  /** What it has written to its error stream. */
  String err() throws IOException {
    return Files.readString(err.toPath());
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
