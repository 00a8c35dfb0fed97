package longpoll.server;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Starts the server once more, in a JVM with the options that it runs best with, where its own JVM
 * was given neither a collector nor a heap. A JVM cannot change these once it runs, and nobody
 * should have to know them to see the server at its speed. The first process hands over its streams
 * and its exit code, passes on a signal, and takes the second one with it when it ends.
 */
final class Fork {
  /**
   * The serial collector writes no barriers that one busy thread has to pay for. The young
   * generation is small: what a poll leaves is little, and each byte of it that was touched once
   * stays resident. Most of the work for a poll is the kernel's; the optimising compiler takes more
   * CPU time than it saves in the first half a million polls.
   */
  static final List<String> JVM_ARGS =
      List.of(
          "-XX:+IgnoreUnrecognizedVMOptions",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xms64m",
          "-Xmn24m");

  /**
   * Options that say that somebody has chosen; or that two JVMs cannot both follow, since they name
   * a port or a file.
   */
  private static final Pattern CHOSEN =
      Pattern.compile(
          "-Xm[xsn].*|-Xgc.*|-XX:[+-]Use\\w*GC|-XX:\\w*(Heap|RAM|NewSize|NewRatio|CMS|G1)\\w*=.*"
              + "|-agent(lib|path):.*|-javaagent:.*|-Dcom\\.sun\\.management\\..*"
              + "|-Xlog:.*file=.*|-Xloggc:.*|-XX:StartFlightRecording.*");

  /** More than the second process takes to stop. */
  private static final Duration LONGEST_STOP = Duration.ofSeconds(15);

  private Fork() {}

  /** Whether this JVM was given nothing that forbids another choice. */
  static boolean isWanted() {
    return isWanted(ManagementFactory.getRuntimeMXBean().getInputArguments());
  }

  static boolean isWanted(List<String> jvmArgs) {
    return jvmArgs.stream().noneMatch(arg -> CHOSEN.matcher(arg).matches());
  }

  /**
   * Runs the server in another JVM for as long as it lives.
   *
   * @return its exit code
   */
  static int run(List<String> args) throws IOException, InterruptedException {
    Process server = new ProcessBuilder(command(args)).inheritIO().start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> endWith(server), "longpoll-fork-stop"));
    return server.waitFor();
  }

  private static List<String> command(List<String> args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_ARGS);
    // The last one counts, so what somebody chose comes second.
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(args);
    command.addAll(List.of("--launcher", Long.toString(ProcessHandle.current().pid())));
    return command;
  }

  /** On a signal, and when the server has ended by itself. */
  private static void endWith(Process server) {
    server.destroy();
    int code = 1;
    try {
      if (server.waitFor(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS)) {
        code = server.exitValue();
      } else {
        server.destroyForcibly();
      }
    } catch (InterruptedException e) {
      server.destroyForcibly();
    }
    Runtime.getRuntime().halt(code);
  }
}
