package longpoll.gatling;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord;
import longpoll.record.RunRecords;
import longpoll.simulations.SteadySimulation;

/**
 * Gatling for real, in a JVM of its own, as the build plugin starts it. Whoever starts a run closes
 * it, which kills what is left of it and of what it started.
 *
 * <pre>{@code
 * try (GatlingRun run = GatlingRun.in(results).set("users", 50).start()) {
 *   run.await();
 *   assertThat(run.exitCode()).as(run.output()).isZero();
 *   RunRecord record = run.record();
 * }
 * }</pre>
 *
 * <p>For one test thread at a time; a daemon thread reads the output.
 */
public final class GatlingRun implements AutoCloseable {
  private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

  private final Process process;
  private final ProcessOutput output;
  private final Path results;
  private final Duration limit;
  private final long startedNanos = System.nanoTime();

  private GatlingRun(Process process, Path results, Duration limit) {
    this.process = process;
    this.results = results;
    this.limit = limit;
    output = new ProcessOutput(process.getInputStream());
  }

  /**
   * @param results the folder in which Gatling makes the run's folder; for one run at a time
   */
  public static Builder in(Path results) {
    return new Builder(results);
  }

  /** Waits until Gatling has ended, and fails when that is not within the limit. */
  public GatlingRun await() {
    Duration left = limit.minusNanos(System.nanoTime() - startedNanos);
    if (!ended(process.toHandle(), left)) {
      throw new AssertionError("Gatling still ran after " + limit + ":\n" + output());
    }
    output.awaitEnd(KILL_LIMIT);
    return this;
  }

  /** Waits until a line of the output contains the text. */
  GatlingRun awaitOutput(String text) {
    if (!output.awaitLine(text, limit)) {
      throw new AssertionError(
          "'" + text + "' was not printed within " + limit + ", but:\n" + output());
    }
    return this;
  }

  /** Waits until a process is gone; whether it is. */
  static boolean ended(ProcessHandle handle, Duration limit) {
    try {
      handle.onExit().get(Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS);
      return true;
    } catch (java.util.concurrent.TimeoutException e) {
      return false;
    } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException("interrupted while waiting for a process", e);
    }
  }

  /** Of a run that has ended. */
  public int exitCode() {
    // A process knows its exit code some moments after its handle knows that it is gone.
    return process.onExit().join().exitValue();
  }

  /** All that Gatling, and whoever started it, has printed so far. */
  public String output() {
    return output.text();
  }

  /** What was started, which is a shell where the run was wrapped in one. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /**
   * All processes below the one that was started: a wrapped Gatling, its bundled server, its probe.
   */
  List<ProcessHandle> descendants() {
    return process.descendants().toList();
  }

  /** Every file under the results folder that Gatling or the harness wrote, relative to it. */
  List<Path> files() {
    if (!Files.isDirectory(results)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(results)) {
      return all.filter(Files::isRegularFile).map(results::relativize).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The run's folder; fails when there is none, or more than one. */
  public RunFolder folder() {
    try (Stream<Path> all = Files.list(results)) {
      List<Path> folders = all.filter(Files::isDirectory).toList();
      if (folders.size() != 1) {
        throw new AssertionError(
            "one run folder was expected, but there are " + folders + ":\n" + output());
      }
      return new RunFolder(folders.get(0));
    } catch (IOException e) {
      throw new AssertionError("no run folder was made:\n" + output(), e);
    }
  }

  public RunRecord record() {
    return RunRecords.read(folder().runJson());
  }

  @Override
  public void close() {
    List<ProcessHandle> all = new ArrayList<>(descendants());
    all.add(process.toHandle());
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(handle -> ended(handle, KILL_LIMIT));
  }

  /** What a run is started with. */
  public static final class Builder {
    private final Path results;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Map<String, String> gatling = new LinkedHashMap<>();
    private String simulation = SteadySimulation.class.getName();
    private Duration limit = Duration.ofMinutes(2);
    private boolean gatlingReport;
    private List<String> before = List.of();

    /** Few users for few seconds: a JVM that starts fast is worth more than one that runs fast. */
    private List<String> jvm =
        List.of("-Xms128m", "-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private Builder(Path results) {
      this.results = results;
      set("report.gatling-results", results);
      // Nor are seconds spent so that they run fast.
      set("rehearsal", "0s");
    }

    /** A setting by its key, without {@code longpoll.} before it. */
    public Builder set(String key, Object value) {
      settings.put(key, value.toString());
      return this;
    }

    /** A setting of Gatling's own, without {@code gatling.} before it. */
    Builder gatling(String key, String value) {
      gatling.put(key, value);
      return this;
    }

    /** A variable of the environment that Gatling is started in. */
    Builder environment(String variable, Object value) {
      environment.put(variable, value.toString());
      return this;
    }

    /** Takes no account of how busy this machine is, for runs whose counts are the matter. */
    public Builder onAnyMachine() {
      set("validity.injector-queue.max", "1h");
      set("validity.loop-lag.max", "1h");
      set("validity.gc-pause.max", "1h");
      set("validity.injector-cpu.max", 1);
      set("validity.publish-slip.max", "1h");
      // How much of the time users wait depends on it as well.
      return set("objectives.held.min", 0);
    }

    public Builder simulation(String className) {
      simulation = className;
      return this;
    }

    /** How long the run may take in all. */
    public Builder limit(Duration duration) {
      limit = duration;
      return this;
    }

    /** Gatling's own report as well, which costs a second. */
    Builder withGatlingReport() {
      gatlingReport = true;
      return this;
    }

    /** With the JVM options of the build: for runs whose speed matters. */
    public Builder likeTheBuild() {
      settings.remove("rehearsal");
      return jvm(BuildJvm.options());
    }

    /** With these JVM options and no others but those that Gatling needs. */
    public Builder jvm(List<String> options) {
      jvm = List.copyOf(options);
      return this;
    }

    /** With a shell between this JVM and Gatling's, as a build tool would stand there. */
    Builder inShell() {
      // Something to do after Gatling keeps the shell from becoming Gatling.
      return after("sh", "-c", "\"$@\"; exit $?", "sh");
    }

    /** As the arguments of a command that starts others. */
    Builder after(String... command) {
      before = List.of(command);
      return this;
    }

    public GatlingRun start() {
      try {
        Files.createDirectories(results);
        ProcessBuilder builder = new ProcessBuilder(command()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return new GatlingRun(process, results, limit);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private List<String> command() {
      List<String> command = new ArrayList<>(before);
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(jvm);
      // As the plugin opens it: Gatling's log writer looks into strings.
      command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
      command.add("-Dgatling.data.enableAnalytics=false");
      command.add("-Djava.util.prefs.PreferencesFactory=longpoll.gatling.OfflinePreferences");
      settings.forEach((key, value) -> command.add("-Dlongpoll." + key + "=" + value));
      gatling.forEach((key, value) -> command.add("-Dgatling." + key + "=" + value));
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.addAll(List.of("io.gatling.app.Gatling", "-s", simulation));
      command.addAll(List.of("-rf", results.toString()));
      if (!gatlingReport) {
        command.add("-nr");
      }
      return command;
    }
  }
}
