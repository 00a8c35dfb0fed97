package longpoll.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import longpoll.server.options.OptionException;
import longpoll.server.options.ServerOptions;
import longpoll.server.outbound.OutboundPublisher;
import longpoll.server.outbound.PublishInput;
import longpoll.server.process.ProcessEnd;
import longpoll.server.text.Units;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The command line of the publisher. What to publish comes as one line of JSON on standard input,
 * since there may be secrets in it; the process ends when standard input does.
 */
@Command(
    name = "publisher",
    mixinStandardHelpOptions = true,
    versionProvider = Main.VersionProvider.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description =
        "Publishes events on a schedule at another server, as one line of JSON on standard input"
            + " says, and ends with standard input.",
    footer = {
      "",
      "Exit codes: 0 stopped, 1 cannot listen, 2 bad argument or bad input, 3 out of memory."
    })
public final class PublisherMain implements Callable<Integer> {

  private static final Duration LONGEST_STOP = Duration.ofSeconds(5);
  private static final Duration LONGEST_LIMIT = Duration.ofHours(1);
  private static final int MOST_CONNECTIONS = 10_000;
  private static final int LONGEST_LINE = 64 << 20;

  @Spec private CommandSpec spec;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Address to listen on [${DEFAULT-VALUE}].")
  private String host;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "0",
      description = "Port to listen on; 0 takes a free one [${DEFAULT-VALUE}].")
  private int port;

  @Mixin private ScheduleArguments schedule;

  @Option(
      names = "--answer-limit",
      paramLabel = "DURATION",
      defaultValue = "10s",
      description = "Longest that a publish request may take [${DEFAULT-VALUE}].")
  private Duration answerLimit;

  @Option(
      names = "--most-behind",
      paramLabel = "DURATION",
      defaultValue = "5s",
      description =
          "Leave an event out, and count it, when its turn comes later than this"
              + " [${DEFAULT-VALUE}].")
  private Duration mostBehind;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "64",
      description = "Most publish requests at a time; one a channel [${DEFAULT-VALUE}].")
  private int connections;

  @Option(names = "--parent", paramLabel = "PID", description = "Stop when this process ends.")
  private Long parent;

  public static void main(String[] args) {
    Main.prepareProcess();
    OutboundPublisher.prepareProcess();
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return Main.commandLine(new PublisherMain());
  }

  @Override
  public Integer call() throws Exception {
    PublisherServer server;
    ParentWatch watch;
    try {
      watch = parent == null ? null : ParentWatch.of(parent);
      ServerOptions options = schedule.addTo(ServerOptions.builder().host(host).port(port)).build();
      OutboundPublisher.Limits limits = limits(options);
      server = PublisherServer.start(options, limits, PublishInput.read(firstLine(System.in)));
    } catch (OptionException e) {
      return fail(Main.EXIT_BAD_ARGUMENT, "--" + e.getMessage() + " (--help lists the options)");
    } catch (PublishInput.BadInputException e) {
      return fail(Main.EXIT_BAD_ARGUMENT, e.getMessage());
    } catch (BindException e) {
      return fail(
          Main.EXIT_CANNOT_LISTEN,
          "cannot listen on " + host + ":" + port + ": " + e.getMessage() + " (try --port 0)");
    } catch (IOException e) {
      return fail(Main.EXIT_CANNOT_LISTEN, "cannot listen on " + host + ":" + port + ": " + e);
    }
    ProcessEnd.onStop(server::close, LONGEST_STOP);
    if (watch != null) {
      watch.start(() -> System.exit(0));
    }
    System.out.println(
        "publisher "
            + Version.TEXT
            + " listening on http://"
            + (host.contains(":") ? "[" + host + "]" : host)
            + ":"
            + server.port()
            + "/stats ("
            + schedule.describe()
            + ")");
    System.out.flush();
    awaitEnd(System.in);
    return 0;
  }

  private OutboundPublisher.Limits limits(ServerOptions options) {
    within("answer-limit", answerLimit);
    within("most-behind", mostBehind);
    if (connections < 1 || connections > MOST_CONNECTIONS) {
      throw new OptionException("connections", "between 1 and " + MOST_CONNECTIONS, connections);
    }
    return new OutboundPublisher.Limits(
        options.publishDelay().toNanos() / 1_000,
        answerLimit,
        mostBehind.toNanos() / 1_000,
        connections);
  }

  private static void within(String key, Duration value) {
    Duration least = Duration.ofMillis(1);
    if (value.compareTo(least) < 0 || value.compareTo(LONGEST_LIMIT) > 0) {
      throw new OptionException(
          key,
          "between " + Units.text(least) + " and " + Units.text(LONGEST_LIMIT),
          Units.text(value));
    }
  }

  private static String firstLine(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int read;
    // Standard input is buffered.
    while ((read = in.read()) >= 0 && read != '\n' && line.size() < LONGEST_LINE) {
      line.write(read);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  private static void awaitEnd(InputStream in) throws IOException {
    byte[] ignored = new byte[1024];
    while (in.read(ignored) >= 0) {
      // Only its end has a meaning.
    }
  }

  private int fail(int code, String message) {
    spec.commandLine().getErr().println(message);
    return code;
  }
}
