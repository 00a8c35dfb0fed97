package longpoll.ab;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/** Runs a command line to its end. */
public interface CommandRunner {

  /**
   * @param environment added to that of this process
   * @param log gets all that the command prints
   * @param started is told of the process as soon as there is one
   * @throws InterruptedException when the command was ended, or not begun, since all is to stop
   */
  End run(
      String command, Map<String, String> environment, Path log, Consumer<ProcessHandle> started)
      throws IOException, InterruptedException;

  /**
   * @param timedOut whether the command was ended since it took too long
   */
  record End(int exitCode, Duration took, boolean timedOut) {}
}
