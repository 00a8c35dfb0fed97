package longpoll.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.concurrent.Callable;
import longpoll.compare.ExitCode;
import longpoll.dialect.Purpose;
import longpoll.dialect.file.DialectFileException;
import longpoll.dialect.file.FileDialect;
import longpoll.dialect.file.HoldSpec;
import longpoll.settings.Settings;
import longpoll.settings.SettingsException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code longpoll dialect try}: one client's requests to a server, shown and explained. */
@Command(
    name = "try",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Makes the handshake and one poll, and shows request, answer, which rule fits, and what a"
          + " client would do next. Confirmations, follow-up and goodbye are sent as well.",
      "Values of the environment, session tokens and cookies are masked.",
      "Exit code 0 when the answer was understood: events, empty, gap or follow-up; else 3."
    },
    footer = {
      "",
      "Examples:",
      "  longpoll dialect try my.conf http://127.0.0.1:8080 --channel c1",
      "  longpoll dialect try nchan http://127.0.0.1:8080 --publish"
    })
final class DialectTryCommand implements Callable<Integer> {
  private static final String USUAL_HOLD = "5s";
  private static final int MOST_POLLS = 1000;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "A dialect file, or the name of a shipped one.")
  private String file;

  @Parameters(index = "1", paramLabel = "URL", description = "The target.")
  private String url;

  @Option(
      names = "--channel",
      paramLabel = "C",
      defaultValue = "c0",
      description = "The channel to wait on [${DEFAULT-VALUE}].")
  private String channel;

  @Option(
      names = "--hold",
      paramLabel = "TIME",
      converter = AbCommand.TimeConverter.class,
      description =
          "How long a poll is to be held, or where the server has a limit of its own, how long that"
              + " is [5s, or what the dialect takes].")
  private Duration hold;

  @Option(
      names = "--margin",
      paramLabel = "TIME",
      defaultValue = "10s",
      converter = AbCommand.TimeConverter.class,
      description = "How much longer to wait for an answer [${DEFAULT-VALUE}].")
  private Duration margin;

  @Option(
      names = "--polls",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many polls are made, one after the other [${DEFAULT-VALUE}].")
  private int polls;

  @Option(
      names = "--publish",
      description =
          "Send one event with the dialect's publish block while the first poll is held; if that"
              + " one is answered at once, make another poll.")
  private boolean publish;

  @Option(
      names = "--no-ack",
      description =
          "Do not confirm what came: the server may deliver it again. Without it a queue has lost"
              + " the message.")
  private boolean noAck;

  @Option(names = "--full", description = "Show up to 64 KB of a body instead of 2,000 characters.")
  private boolean full;

  @Mixin private TlsOptions tls;

  @Override
  public Integer call() throws IOException {
    if (polls < 1 || polls > MOST_POLLS) {
      throw new UsageException("--polls is " + polls + ": 1 to " + MOST_POLLS + " is expected");
    }
    tls.check();
    URI target = target(url);
    FileDialect dialect;
    try {
      dialect = DialectCommand.read(file);
    } catch (DialectFileException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return ExitCode.USAGE;
    }
    if (publish && !dialect.has(Purpose.Kind.PUBLISH)) {
      throw new UsageException("--publish: " + file + " has no publish { } block");
    }
    return run(dialect, target);
  }

  private int run(FileDialect dialect, URI target) {
    if (channel.chars().anyMatch(c -> c < ' ' || c == 127)) {
      throw new UsageException("--channel holds a control character");
    }
    PrintWriter out = spec.commandLine().getOut();
    DialectTrial.Plan plan =
        new DialectTrial.Plan(
            target, channel, hold(dialect.hold()), margin, polls, publish, !noAck);
    Settings.Tls trusted = tls.settings();
    out.println(
        dialect
            + " at "
            + target
            + ", channel "
            + channel
            + ", hold "
            + plan.hold().toMillis()
            + " ms, margin "
            + margin.toMillis()
            + " ms");
    TrialPrinter printer = new TrialPrinter(dialect, full, out);
    try (DialectTrial trial = new DialectTrial(dialect, plan, trusted, printer)) {
      return trial.run() ? ExitCode.FINE : ExitCode.REGRESSION;
    } catch (SettingsException e) {
      throw new UsageException("--trust-store: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ToolException("interrupted");
    }
  }

  private Duration hold(HoldSpec spec) {
    Duration usual = new AbCommand.TimeConverter().convert(USUAL_HOLD);
    Duration asked = hold == null ? usual : hold;
    if (spec.problem(asked) == null) {
      return asked;
    }
    if (hold != null) {
      throw new UsageException(
          "--hold is " + hold.toMillis() + " ms: the dialect's hold is " + spec);
    }
    return usual.compareTo(spec.min()) < 0 ? spec.min() : spec.max();
  }

  static URI target(String url) {
    URI target;
    try {
      target = new URI(url);
    } catch (URISyntaxException e) {
      throw new UsageException("URL: '" + url + "' is none: " + e.getReason());
    }
    boolean http =
        "http".equalsIgnoreCase(target.getScheme()) || "https".equalsIgnoreCase(target.getScheme());
    if (!http || target.getHost() == null) {
      throw new UsageException("URL: '" + url + "' must be http://HOST... or https://HOST...");
    }
    if (target.getRawUserInfo() != null) {
      throw new UsageException(
          "URL: has a name and a password in it: put them into the dialect's headers, as"
              + " \"${env.NAME}\"");
    }
    return target;
  }
}
