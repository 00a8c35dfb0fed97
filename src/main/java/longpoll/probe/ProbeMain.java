package longpoll.probe;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import longpoll.measure.Timeline;
import longpoll.transport.StampClock;

/**
 * The probe process. Takes no arguments: what to do comes on standard input, what was seen goes to
 * standard output, as the package describes. Ends with its input, so that no probe outlives the
 * harness that started it.
 */
public final class ProbeMain {
  private final BufferedReader in;
  private final PrintStream out;

  private ProbeMain(InputStream in, PrintStream out) {
    this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    this.out = out;
  }

  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try {
      new ProbeMain(System.in, out).run();
    } catch (IOException | InterruptedException | RuntimeException e) {
      out.println("the probes gave up: " + e);
      System.exit(1);
    }
  }

  private void run() throws IOException, InterruptedException {
    String first = in.readLine();
    if (first == null) {
      return;
    }
    ProbeSettings settings = expect(ProbeLines.SETTINGS, first, ProbeSettings.class);
    try {
      Rehearsal.run(settings);
    } catch (IOException | RuntimeException e) {
      // Without it the first polls may be slow, and that is all.
      out.println("the probes could not rehearse: " + e);
    }
    out.println(ProbeLines.READY);
    String second = in.readLine();
    if (second == null || !ProbeLines.word(second).equals(ProbeLines.BEGIN)) {
      return;
    }
    StampClock clock = StampClock.SYSTEM;
    ProbeLines.Begin begin = expect(ProbeLines.BEGIN, second, ProbeLines.Begin.class);
    Timeline timeline = begin.timeline(clock.nanoTime(), clock.epochMicros());
    ProbeLoop loop =
        new ProbeLoop(
            settings, begin.template(), timeline, clock, ProbeLoop.TELL_EVERY, out::println);
    Thread listener = new Thread(() -> listen(loop), "longpoll-probe-input");
    listener.setDaemon(true);
    listener.start();
    loop.run();
  }

  private static <T> T expect(String word, String line, Class<T> type) {
    if (!ProbeLines.word(line).equals(word)) {
      throw new IllegalArgumentException("a line '" + word + "' is expected, but it is " + line);
    }
    return ProbeLines.parse(ProbeLines.rest(line), type);
  }

  private void listen(ProbeLoop loop) {
    try {
      String line;
      while ((line = in.readLine()) != null) {
        if (line.equals(ProbeLines.END)) {
          loop.end();
        } else if (line.equals(ProbeLines.CUT)) {
          loop.cut();
        }
      }
    } catch (IOException e) {
      // As good as its end.
    }
    loop.cut();
  }
}
