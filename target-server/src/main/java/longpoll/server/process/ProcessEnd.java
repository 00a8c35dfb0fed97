package longpoll.server.process;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Ends a process that runs nothing but this server: after a drain of bounded length on a signal,
 * and at once when memory runs out. A process that embeds a {@code PollServer} does not use this.
 * Thread-safe.
 *
 * <p>An OutOfMemoryError seldom ends a thread here: Undertow and XNIO catch whatever a request or a
 * listener throws, log it, and go on with a state that may be broken. So it is caught in three
 * places: where they call this server's own code ({@link #outOfMemory}), in their log, and, for all
 * other threads, as an uncaught exception. The reaction to it allocates nothing.
 */
public final class ProcessEnd {
  static final int EXIT_OUT_OF_MEMORY = 3;
  static final int EXIT_NOT_DRAINED = 4;

  /** How long other threads wait for the line to be written before they end the process. */
  private static final Duration LONGEST_WRITE = Duration.ofSeconds(1);

  private static final byte[] OUT_OF_MEMORY =
      ascii(
          "target-server has ended: it ran out of memory; give it more (-Xmx), or lower"
              + " --keep-bytes, --answer-bytes or --max-held: ");
  private static final byte[] NOT_DRAINED =
      ascii("target-server has ended before all held polls were answered");

  /** The line to write. A message that does not fit is cut. */
  private static final byte[] LINE = new byte[256];

  private static final FileOutputStream ERR = new FileOutputStream(FileDescriptor.err);
  private static final AtomicBoolean ENDING = new AtomicBoolean();

  private static volatile boolean inForce;

  private ProcessEnd() {}

  /**
   * From now on an OutOfMemoryError ends this process.
   *
   * @param libraries loggers of those who catch errors of all kinds and log them; to be held by the
   *     caller, because the JDK holds loggers only weakly
   */
  public static void onOutOfMemory(List<Logger> libraries) {
    Handler watch = new LogWatch();
    libraries.forEach(logger -> logger.addHandler(watch));
    // A rehearsal: the first use of a class allocates, and later there may be no memory for it.
    end(0, OUT_OF_MEMORY, new OutOfMemoryError("").getMessage(), false);
    Thread.setDefaultUncaughtExceptionHandler(ProcessEnd::uncaught);
    inForce = true;
  }

  /**
   * For code whose caller would swallow the error: {@code throw ProcessEnd.outOfMemory(e)}. Does
   * not return in a process that is to end.
   */
  public static OutOfMemoryError outOfMemory(OutOfMemoryError error) {
    check(error);
    return error;
  }

  /** From now on a signal, or {@code System.exit}, drains and ends this process. */
  public static void onStop(Runnable drain, Duration most) {
    CountDownLatch stopping = new CountDownLatch(1);
    // Started now: when it is needed there may be no memory for a thread.
    Thread limit = new Thread(() -> endAfter(stopping, most), "longpoll-stop-limit");
    limit.setDaemon(true);
    limit.start();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stopping.countDown();
                  drainAndEnd(drain);
                },
                "longpoll-stop"));
  }

  /**
   * A signal is the regular way to stop this server, so the exit code is 0 and not that of the
   * signal.
   */
  private static void drainAndEnd(Runnable drain) {
    int code = EXIT_NOT_DRAINED;
    try {
      drain.run();
      code = 0;
    } finally {
      end(code, NOT_DRAINED, null, true);
    }
  }

  private static void endAfter(CountDownLatch stopping, Duration most) {
    try {
      stopping.await();
      Thread.sleep(most.toMillis());
    } catch (InterruptedException e) {
      return;
    }
    end(EXIT_NOT_DRAINED, NOT_DRAINED, null, true);
  }

  private static void uncaught(Thread thread, Throwable error) {
    check(error);
    System.err.print("Exception in thread \"" + thread.getName() + "\" ");
    error.printStackTrace();
  }

  private static void check(Throwable error) {
    for (Throwable cause = error; inForce && cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        end(EXIT_OUT_OF_MEMORY, OUT_OF_MEMORY, cause.getMessage(), true);
      }
    }
  }

  /**
   * Halts the process, with one line on the error stream unless the code is 0. If several threads
   * call this, the first one decides.
   *
   * @param inEarnest false for a rehearsal, which writes and ends nothing
   */
  private static void end(int code, byte[] line, String message, boolean inEarnest) {
    if (ENDING.compareAndSet(false, inEarnest)) {
      try {
        int length = compose(line, message);
        ERR.write(LINE, 0, code == 0 ? 0 : length);
      } catch (IOException e) {
        // Nobody reads the error stream; the exit code says it too.
      }
    } else {
      long until = System.nanoTime() + LONGEST_WRITE.toNanos();
      while (System.nanoTime() - until < 0) {
        LockSupport.parkNanos(until - System.nanoTime());
      }
    }
    Runtime runtime = Runtime.getRuntime();
    if (inEarnest) {
      runtime.halt(code);
    }
  }

  private static int compose(byte[] line, String message) {
    System.arraycopy(line, 0, LINE, 0, line.length);
    int length = line.length;
    for (int i = 0; message != null && i < message.length() && length < LINE.length - 1; i++) {
      char c = message.charAt(i);
      LINE[length++] = (byte) (c >= ' ' && c < 0x7f ? c : '?');
    }
    LINE[length++] = '\n';
    return length;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static final class LogWatch extends Handler {
    LogWatch() {
      setLevel(Level.ALL);
    }

    @Override
    public void publish(LogRecord entry) {
      check(entry.getThrown());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
