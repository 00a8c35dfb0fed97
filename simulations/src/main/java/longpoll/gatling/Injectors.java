package longpoll.gatling;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import longpoll.barrier.BarrierException;
import longpoll.barrier.StartBarrier;
import longpoll.record.RunFolder;
import longpoll.settings.LoadShare;
import longpoll.settings.Settings;
import longpoll.settings.SettingsLoader;
import longpoll.target.TargetException;
import longpoll.text.Excerpt;

/**
 * The other injectors of a run on this machine. The first one starts them, each in a JVM like its
 * own, waits with them at a barrier for the common start, and takes their folders when they have
 * ended. They watch this process and end with it, however that comes about. Thread-safe.
 */
final class Injectors implements AutoCloseable {
  /** From the last answer to the start; Gatling may take up to a second to begin by itself. */
  private static final Duration START_IN = Duration.ofSeconds(2);

  /** After our own end: they have begun at the same time and close the same books. */
  private static final Duration END_LIMIT = Duration.ofMinutes(2);

  /** Whoever interrupts does not wait; as long as the first injector's own closing takes. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private static final int LAST_LINES = 20;

  private static final Duration STEP = Duration.ofMillis(100);

  private final Settings settings;
  private final Path work;
  private final StartBarrier barrier;
  private final HttpServer server;

  /** Whoever else is on this machine does not know it. */
  private final String path = "/barrier/" + UUID.randomUUID();

  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          run -> {
            Thread thread = new Thread(run, "longpoll-barrier");
            thread.setDaemon(true);
            return thread;
          });
  private final List<Injector> others = new ArrayList<>();
  private String failedToStart;
  private boolean begun;

  /** When all were asked to end; null for not yet. */
  private Long stopNanos;

  private boolean moved;

  /** Another injector's process, and the file that its output goes to. */
  private record Injector(int number, Process process, Path results, Path console) {}

  private Injectors(Settings settings, Path work, StartBarrier barrier, HttpServer server) {
    this.settings = settings;
    this.work = work;
    this.barrier = barrier;
    this.server = server;
  }

  /**
   * Starts the others; does not wait for them.
   *
   * @throws TargetException when one cannot be started
   */
  static Injectors start(Settings settings, String simulation, OpenTarget target) {
    try {
      String results = settings.report().gatlingResults();
      Path beside =
          Path.of(results.isBlank() ? System.getProperty("java.io.tmpdir") : results)
              .toAbsolutePath();
      Files.createDirectories(beside);
      HttpServer server =
          HttpServer.create(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), settings.injectors());
      StartBarrier barrier =
          new StartBarrier(settings.injectors(), settings.barrierTimeout(), START_IN);
      Injectors injectors =
          new Injectors(
              settings, Files.createTempDirectory(beside, ".injectors-"), barrier, server);
      server.setExecutor(injectors.threads);
      server.createContext(injectors.path, barrier);
      server.start();
      try {
        for (int number = 1; number < settings.injectors(); number++) {
          injectors.add(number, simulation, target);
        }
      } catch (IOException e) {
        injectors.close();
        throw e;
      }
      return injectors;
    } catch (IOException e) {
      throw new TargetException("the injectors could not be started: " + e, e);
    }
  }

  private void add(int number, String simulation, OpenTarget target) throws IOException {
    Path results = Files.createDirectory(work.resolve(Integer.toString(number)));
    Path console = work.resolve(number + ".log");
    ProcessBuilder builder =
        ChildJvm.alike(
                settings(results),
                "io.gatling.app.Gatling",
                List.of("-s", simulation, "-rf", results.toString(), "-nr"))
            .redirectErrorStream(true)
            .redirectOutput(console.toFile());
    target.sharedWith(new LoadShare(number, settings.injectors()), barrier()).addTo(builder);
    Process process = builder.start();
    process.getOutputStream().close();
    Injector injector = new Injector(number, process, results, console);
    others.add(injector);
    process.onExit().thenAccept(ended -> ended(injector));
  }

  private static List<String> settings(Path results) {
    List<String> settings = new ArrayList<>();
    // What a build tool has set without an argument; of the same name twice, the last one counts.
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith(SettingsLoader.PREFIX))
        .sorted()
        .forEach(name -> settings.add(setting(name, System.getProperty(name))));
    settings.add(setting(SettingsLoader.PREFIX + "report.gatling-results", results.toString()));
    settings.add(setting(SettingsLoader.PREFIX + "report.gatling-rows", "false"));
    return settings;
  }

  private static String setting(String name, String value) {
    return "-D" + name + "=" + value;
  }

  /** Where injectors wait for the common start. */
  URI barrier() {
    InetSocketAddress address = server.getAddress();
    return URI.create(
        "http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + path);
  }

  /** One that ends before the start would be waited for. */
  private synchronized void ended(Injector injector) {
    if (!begun && stopNanos == null && failedToStart == null) {
      failedToStart =
          String.format(
              Locale.ROOT,
              "Injector %d of %d ended before the start, with exit code %d:%n%s",
              injector.number(),
              settings.injectors(),
              injector.process().exitValue(),
              lastLines(injector.console()));
      barrier.refuse("injector " + injector.number() + " ended before the start");
    }
  }

  /** The first injector's folder in that of the run, which is for all of them together. */
  static RunFolder folderOfFirst(RunFolder run) {
    return new RunFolder(folder(run).resolve("0"));
  }

  /** Makes the folder that the injectors' folders will be in, and the first one's. */
  void prepare(RunFolder run) {
    try {
      Files.createDirectories(folderOfFirst(run).path());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder(RunFolder run) {
    return run.path().resolve("injectors");
  }

  /** All of them have come, and begin. */
  synchronized void begun() {
    begun = true;
  }

  /**
   * @param e what the first injector was told
   * @return what it has to say of that
   */
  synchronized RuntimeException notStarted(BarrierException e) {
    return failedToStart == null ? e : new RefusedException(failedToStart);
  }

  private static String lastLines(Path console) {
    try {
      List<String> lines =
          Files.readAllLines(console, StandardCharsets.UTF_8).stream()
              .filter(line -> !line.isBlank())
              .toList();
      return lines.isEmpty()
          ? "(it said nothing)"
          : String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    } catch (IOException e) {
      return "(what it said cannot be read: " + e.getMessage() + ")";
    }
  }

  /** Asks all of them to end; they save what they have measured. */
  void stop() {
    synchronized (this) {
      if (stopNanos == null) {
        stopNanos = System.nanoTime();
      }
    }
    barrier.refuse("the run was broken off");
    others.forEach(injector -> injector.process().destroy());
  }

  /** Waits until all have ended; one that does not is killed. */
  void awaitEnd() {
    long since = System.nanoTime();
    try {
      for (Injector injector : others) {
        while (!injector.process().waitFor(STEP.toNanos(), TimeUnit.NANOSECONDS)) {
          if (isOver(since)) {
            injector.process().destroyForcibly().waitFor();
          }
        }
      }
    } catch (InterruptedException e) {
      others.forEach(injector -> injector.process().destroyForcibly());
      Thread.currentThread().interrupt();
    }
  }

  /** Whoever breaks a run off while it is waited for waits for less. */
  private synchronized boolean isOver(long sinceNanos) {
    return stopNanos == null
        ? System.nanoTime() - sinceNanos > END_LIMIT.toNanos()
        : System.nanoTime() - stopNanos > STOP_LIMIT.toNanos();
  }

  /**
   * What injectors have left.
   *
   * @param folders of those that can be merged
   * @param lost why there is nothing to merge of the others
   */
  record Left(List<Path> folders, List<String> lost) {}

  /**
   * Moves what the others have left into the run's folder, beside the first one's: of each a folder
   * with its number, and in it what it printed. To be called when all have ended.
   */
  Left moveInto(RunFolder run) throws IOException {
    List<Path> folders = new ArrayList<>(List.of(folderOfFirst(run).path()));
    List<String> lost = new ArrayList<>();
    for (Injector injector : others) {
      Path to = folder(run).resolve(Integer.toString(injector.number()));
      move(runFolder(injector.results()).orElse(injector.results()), to);
      Path console = to.resolve("console.log");
      move(injector.console(), console);
      if (Files.exists(new RunFolder(to).shard())) {
        folders.add(to);
      } else {
        lost.add(
            String.format(
                Locale.ROOT,
                "injector %d left no result: it ended with exit code %d, and last said: %s",
                injector.number(),
                injector.process().exitValue(),
                Excerpt.sentence(lastLines(console))));
      }
    }
    synchronized (this) {
      moved = true;
    }
    return new Left(folders, lost);
  }

  /** Between file systems, such as that of temporary files and another, no folder moves whole. */
  static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to);
    } catch (DirectoryNotEmptyException e) {
      Files.createDirectories(to);
      try (Stream<Path> inside = Files.list(from)) {
        for (Path each : inside.toList()) {
          move(each, to.resolve(each.getFileName()));
        }
      }
      Files.delete(from);
    }
  }

  private static Optional<Path> runFolder(Path results) throws IOException {
    try (Stream<Path> folders = Files.list(results)) {
      return folders.filter(Files::isDirectory).findFirst();
    }
  }

  /** Makes sure that all are gone, and their files too, but for figures that nobody has taken. */
  @Override
  public void close() {
    stop();
    others.forEach(injector -> injector.process().destroyForcibly());
    awaitEnd();
    server.stop(0);
    threads.shutdownNow();
    synchronized (this) {
      if (begun && !moved) {
        return;
      }
    }
    try {
      RunFolder.delete(work);
    } catch (IOException e) {
      // Beside the results, and with a dot before its name.
    }
  }
}
