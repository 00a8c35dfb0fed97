package longpoll.report;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
import longpoll.api.LongPollApi;
import longpoll.measure.Phase;
import longpoll.measure.RunSampler;
import longpoll.record.RunFolder;
import longpoll.record.RunRecord;
import longpoll.settings.LoadShare;
import longpoll.settings.Settings;
import longpoll.text.Excerpt;
import longpoll.text.Numbers;

/**
 * What a run says on the terminal: a line when it opens, one every few seconds, a summary at the
 * end. Plain text where the output is no terminal, or where NO_COLOR is set (no-color.org).
 * Thread-safe.
 */
public final class Console {
  private final Settings settings;
  private final PrintStream out;
  private final Paint paint;
  private final long everySeconds;
  private final long totalSeconds;

  Console(Settings settings, PrintStream out, Paint paint) {
    this.settings = settings;
    this.out = out;
    this.paint = paint;
    everySeconds = settings.report().consoleEvery().toSeconds();
    totalSeconds = Math.round(settings.total().toMillis() / 1e3);
  }

  /** Writes to this process's standard output. */
  public static Console ofThisProcess(Settings settings) {
    return new Console(settings, System.out, Paint.ofThisProcess());
  }

  /** From Java 22 on there is a console even where the output goes to a pipe, and it can tell. */
  private static boolean onTerminal() {
    java.io.Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  /**
   * @param poll what is polled
   * @param events where its events come from, where that is worth a word; else empty
   */
  public void opening(String poll, String events) {
    boolean held = !settings.hold().isZero();
    say(
        "%n%s: %s for %s (ramp %s, warm-up %s, window %s), %s%n%sTarget: %s%s%n",
        held ? "Long polls" : "Polls that are not held",
        users(),
        seconds(settings.total()),
        seconds(settings.effectiveRamp()),
        seconds(settings.warmup()),
        seconds(settings.duration()),
        held ? "hold limit " + seconds(settings.hold()) : "re-arm " + settings.rearm(),
        settings.definition().map(this::ofDefinition).orElse(""),
        poll,
        events.isEmpty() ? "" : " (" + events + ")");
  }

  private String users() {
    LoadShare share = settings.shard();
    return share.coversAll()
        ? count(settings.ownUsers()) + " users"
        : String.format(
            Locale.ROOT,
            "%s of %s users (injector %d of %d)",
            count(settings.ownUsers()),
            count(settings.users()),
            share.shard(),
            share.shards());
  }

  private String ofDefinition(LongPollApi api) {
    String statuses =
        api.responses().keySet().stream().map(String::valueOf).collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "API: %s of %s (%s)%n",
        api.title(),
        Excerpt.of(settings.api().file()),
        settings.speaksAsDefined()
            ? "permitted: " + Excerpt.of(statuses)
            : "polled in dialect " + settings.dialect().name() + ", which was set");
  }

  /** To be called once a second; prints as often as the settings say. */
  public void progress(RunSampler.Progress now) {
    if (everySeconds == 0 || now.second() % everySeconds != 0) {
      return;
    }
    say(
        "%4d of %d s  %-6s  %s%s events/s  empty %s  lag p99 %s%s",
        now.second(),
        totalSeconds,
        now.phase().word(),
        settings.hold().isZero()
            ? ""
            : "held " + count(now.held()) + " of " + count(settings.ownUsers()) + "  ",
        count(now.eventsPerSecond()),
        now.phase() == Phase.RAMP || now.phase() == Phase.WARMUP ? "-" : percent(now.emptyRate()),
        millis(now.lagP99Millis()),
        now.failures() == 0 ? "" : paint.bad("  failed " + count(now.failures())));
  }

  /**
   * The summary: planned beside actual, prediction beside measurement, and where the reports are.
   */
  public void closing(RunRecord record, RunFolder folder) {
    say("%n%s", new RunSummary(record, folder, paint).ofEnded());
  }

  private static String seconds(Duration duration) {
    return ConsoleTable.ascii(Numbers.duration(duration.toMillis()));
  }

  private static String count(long value) {
    return ConsoleTable.ascii(Numbers.count(value));
  }

  private static String percent(Double share) {
    return ConsoleTable.ascii(Numbers.percent(share));
  }

  private static String millis(Double value) {
    return ConsoleTable.ascii(Numbers.millis(value));
  }

  private synchronized void say(String format, Object... arguments) {
    out.println(String.format(Locale.ROOT, format, arguments));
    out.flush();
  }

  /** Colours, or none. Never the only carrier of a meaning. */
  enum Paint {
    ANSI,
    NONE;

    /** Colours where this process's output is a terminal. */
    static Paint ofThisProcess() {
      // An empty NO_COLOR asks for nothing, says no-color.org.
      String noColor = System.getenv("NO_COLOR");
      return onTerminal() && (noColor == null || noColor.isEmpty()) ? ANSI : NONE;
    }

    String good(String text) {
      return code(32, text);
    }

    String bad(String text) {
      return code(31, text);
    }

    String strong(String text) {
      return code(1, text);
    }

    private String code(int code, String text) {
      return this == NONE ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
  }
}
