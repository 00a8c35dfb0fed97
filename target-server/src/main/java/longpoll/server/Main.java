package longpoll.server;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import longpoll.server.options.OptionConverters;
import longpoll.server.options.OptionException;
import longpoll.server.options.ServerOptions;
import longpoll.server.process.ProcessEnd;
import longpoll.server.text.Units;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The command line: reads settings, starts the server, and stops it on a signal or when its parent
 * ends.
 */
@Command(
    name = "target-server",
    mixinStandardHelpOptions = true,
    versionProvider = Main.VersionProvider.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = "Serves GET /poll: holds each poll until an event comes or the hold limit does.",
    footer = {
      "",
      "Durations are written 250ms, 30s or 2m; sizes 128B, 64KB (64,000 bytes) or 64KiB (65,536"
          + " bytes).",
      "Exit codes: 0 stopped, 1 cannot listen, 2 bad argument, 3 out of memory, 4 stopped before"
          + " all held polls were answered."
    })
public final class Main implements Callable<Integer> {
  static final int EXIT_CANNOT_LISTEN = 1;
  static final int EXIT_BAD_ARGUMENT = 2;

  /** More than {@link PollServer#close} waits for in total. */
  private static final Duration LONGEST_STOP = Duration.ofSeconds(12);

  private static final Duration LONGEST_WARM_UP = Duration.ofMinutes(1);

  /**
   * The JDK holds loggers only weakly; without this their levels and handlers would be forgotten.
   */
  private static final List<Logger> LIBRARIES =
      Stream.of("io.undertow", "org.xnio", "org.jboss").map(Logger::getLogger).toList();

  /** Undertow logs errors of reading a request here, at its debug level. */
  private static final Logger READING = Logger.getLogger("io.undertow.request.io");

  @Spec private CommandSpec spec;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "0.0.0.0",
      description = "Address to listen on [${DEFAULT-VALUE}].")
  private String host;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8000",
      description = "Port to listen on; 0 takes a free one [${DEFAULT-VALUE}].")
  private int port;

  @Option(
      names = "--hold",
      paramLabel = "DURATION",
      defaultValue = "30s",
      description =
          "Longest a poll is held before it is answered 204; 0s answers at once"
              + " [${DEFAULT-VALUE}].")
  private Duration hold;

  @Option(
      names = "--max-hold",
      paramLabel = "DURATION",
      description = "Most that a poll may ask for with timeout= [5m, or --hold if longer].")
  private Duration maxHold;

  @Option(
      names = "--jitter",
      description = "Add a random part, up to a sixteenth, to each hold [off].")
  private boolean jitter;

  @Mixin private ScheduleArguments schedule;

  @Option(
      names = "--keep-events",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Most events kept for clients that come late [${DEFAULT-VALUE}].")
  private int keepEvents;

  @Option(
      names = "--keep-bytes",
      paramLabel = "SIZE",
      description =
          "Most bytes kept for them; at most half of the heap [64MiB, or a quarter of the heap if"
              + " that is less].")
  private OptionConverters.Size keepBytes;

  @Option(
      names = "--answer-bytes",
      paramLabel = "SIZE",
      description =
          "Most bytes that answers take in memory, cached and being written; with --keep-bytes at"
              + " most three quarters of the heap. When they run short, answers get shorter, then"
              + " 503 [a quarter of the heap].")
  private OptionConverters.Size answerBytes;

  @Option(
      names = "--max-held",
      paramLabel = "N",
      defaultValue = "60000",
      description = "Most polls held at a time; beyond, 503 [${DEFAULT-VALUE}].")
  private int maxHeld;

  @Option(
      names = "--publish-token",
      paramLabel = "TOKEN",
      defaultValue = "${env:LONGPOLL_PUBLISH_TOKEN}",
      description =
          "Bearer token that POST /publish must bring; also taken from"
              + " LONGPOLL_PUBLISH_TOKEN [none: loopback only].")
  private String publishToken;

  @Option(
      names = "--max-body",
      paramLabel = "SIZE",
      defaultValue = "64KiB",
      description = "Largest request body [${DEFAULT-VALUE}].")
  private OptionConverters.Size maxBody;

  @Option(
      names = "--io-threads",
      paramLabel = "N",
      description =
          "Threads that read requests and write answers [a quarter of the cores, from 1 to 4].")
  private Integer ioThreads;

  @Option(
      names = "--tls",
      description =
          "Speak https, with HTTP/2 for clients that offer it, and a certificate made at the start"
              + " [off].")
  private boolean tls;

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      description = "Write that certificate there, as PEM, for clients to trust [not written].")
  private Path certificate;

  @Option(
      names = "--warm-up",
      paramLabel = "DURATION",
      defaultValue = "5s",
      description =
          "Serve 20000 polls to itself before listening, for so long at most, so that the first"
              + " broadcasts do not run in the interpreter; 0s for none [${DEFAULT-VALUE}].")
  private Duration warmUp;

  @Option(
      names = "--origin",
      paramLabel = "MICROS",
      description =
          "Where the schedule begins, in microseconds since the Unix epoch: servers with one origin"
              + " and one schedule publish the same events under the same numbers [the start].")
  private Long origin;

  @Option(names = "--parent", paramLabel = "PID", description = "Stop when this process ends.")
  private Long parent;

  @Option(
      names = "--no-fork",
      description =
          "Serve from this JVM. Without it, and without options for collector or heap, the server"
              + " starts a JVM of its own with the options that it runs best with.")
  private boolean noFork;

  @Option(names = "--launcher", hidden = true, description = "Set by the process that forks.")
  private Long launcher;

  /** Only a process that runs nothing but this server may end with another one. */
  private boolean mayFork;

  public static void main(String[] args) {
    prepareProcess();
    Main main = new Main();
    main.mayFork = Fork.isWanted();
    System.exit(commandLine(main).execute(args));
  }

  static CommandLine commandLine() {
    return commandLine(new Main());
  }

  /** The command line of a process of this module: how options are read, and mistakes told. */
  static CommandLine commandLine(Object command) {
    CommandLine line = new CommandLine(command);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    OptionConverters.registerWith(line);
    line.setParameterExceptionHandler(
        (e, args) -> {
          e.getCommandLine().getErr().println(e.getMessage() + " (--help lists the options)");
          return EXIT_BAD_ARGUMENT;
        });
    return line;
  }

  @Override
  public Integer call() throws Exception {
    PollServer server;
    List<ParentWatch> watches;
    try {
      watches =
          Stream.of(Optional.ofNullable(parent), Optional.ofNullable(launcher))
              .flatMap(Optional::stream)
              .map(ParentWatch::of)
              .toList();
      ServerOptions options = options();
      Duration warmUp = checkedWarmUp();
      if (mayFork && launcher == null && !noFork) {
        return Fork.run(spec.commandLine().getParseResult().originalArgs());
      }
      WarmUp.run(warmUp);
      server = PollServer.start(options);
    } catch (OptionException e) {
      return fail(EXIT_BAD_ARGUMENT, "--" + e.getMessage() + " (--help lists the options)");
    } catch (BindException e) {
      return fail(
          EXIT_CANNOT_LISTEN,
          "cannot listen on " + host + ":" + port + ": " + e.getMessage() + " (try --port 0)");
    } catch (IOException e) {
      return fail(EXIT_CANNOT_LISTEN, "cannot listen on " + host + ":" + port + ": " + e);
    }
    ProcessEnd.onStop(server::close, LONGEST_STOP);
    watches.forEach(watch -> watch.start(() -> System.exit(0)));
    System.out.println(greeting(server));
    System.out.flush();
    Thread.currentThread().join();
    return 0;
  }

  private Duration checkedWarmUp() {
    if (warmUp.compareTo(LONGEST_WARM_UP) > 0) {
      throw new OptionException(
          "warm-up", "between 0s and " + Units.text(LONGEST_WARM_UP), Units.text(warmUp));
    }
    return warmUp;
  }

  private ServerOptions options() {
    ServerOptions.Builder builder = schedule.addTo(ServerOptions.builder());
    if (keepBytes != null) {
      builder.keepBytes(keepBytes.bytes());
    }
    if (answerBytes != null) {
      builder.answerBytes(answerBytes.bytes());
    }
    if (ioThreads != null) {
      builder.ioThreads(ioThreads);
    }
    return builder
        .host(host)
        .port(port)
        .hold(hold)
        .maxHold(maxHold)
        .jitter(jitter)
        .keepEvents(keepEvents)
        .maxHeld(maxHeld)
        .publishToken(publishToken)
        .maxBody(maxBody.bytes())
        .tls(tls)
        .certificate(certificate)
        .origin(origin)
        .build();
  }

  private String greeting(PollServer server) {
    String address =
        host.equals("0.0.0.0") ? "127.0.0.1" : host.contains(":") ? "[" + host + "]" : host;
    return "target-server "
        + Version.TEXT
        + " listening on "
        + (tls ? "https://" : "http://")
        + address
        + ":"
        + server.port()
        + "/poll (hold "
        + Units.text(hold)
        + ", "
        + schedule.describe()
        + ")";
  }

  private int fail(int code, String message) {
    spec.commandLine().getErr().println(message);
    return code;
  }

  /** Prepares a process that runs nothing but this server; to be called first. */
  static void prepareProcess() {
    if (System.getProperty("org.jboss.logging.provider") == null) {
      System.setProperty("org.jboss.logging.provider", "jdk");
    }
    LIBRARIES.forEach(logger -> logger.setLevel(Level.WARNING));
    // Seen by ProcessEnd alone; the console shows no such level.
    READING.setLevel(Level.FINE);
    ProcessEnd.onOutOfMemory(LIBRARIES);
  }

  static final class VersionProvider implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"target-server " + Version.TEXT};
    }
  }
}
