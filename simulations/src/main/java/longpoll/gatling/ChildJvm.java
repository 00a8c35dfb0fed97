package longpoll.gatling;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * JVMs that this one starts, from its own class path. Of the options that this one was given, on
 * the command line or in the environment, they get no agent, log, recording or remote management:
 * two processes cannot share a port or a file.
 */
final class ChildJvm {
  private static final List<String> OF_ONE_JVM =
      List.of(
          "-agentlib:",
          "-agentpath:",
          "-javaagent:",
          "-Xrun",
          "-Xlog:",
          "-Xloggc:",
          "-XX:StartFlightRecording",
          "-XX:FlightRecorderOptions",
          "-Dcom.sun.management.");

  /** The options in them are those of every JVM. */
  private static final List<String> VARIABLES =
      List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

  /** What stands in quotes may have spaces. */
  private static final Pattern OPTION = Pattern.compile("(\"[^\"]*\"|'[^']*'|\\S)+");

  private ChildJvm() {}

  /** One that has its own options, and those of the environment. */
  static ProcessBuilder of(List<String> options, String main, List<String> arguments) {
    ProcessBuilder builder = new ProcessBuilder(command(options, main, arguments));
    shareVariables(builder.environment());
    return builder;
  }

  /**
   * One that has all that this JVM was given.
   *
   * @param more options that come after these
   */
  static ProcessBuilder alike(List<String> more, String main, List<String> arguments) {
    // With the options of the environment among them.
    List<String> options =
        new ArrayList<>(shared(ManagementFactory.getRuntimeMXBean().getInputArguments()));
    options.addAll(more);
    ProcessBuilder builder = new ProcessBuilder(command(options, main, arguments));
    builder.environment().keySet().removeAll(VARIABLES);
    return builder;
  }

  private static List<String> command(List<String> options, String main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(arguments);
    return command;
  }

  /** The options that several JVMs can have. */
  static List<String> shared(Collection<String> options) {
    return options.stream()
        .filter(option -> OF_ONE_JVM.stream().noneMatch(option.replaceAll("[\"']", "")::startsWith))
        .toList();
  }

  /** Takes the others out of an environment. */
  static void shareVariables(Map<String, String> environment) {
    for (String variable : VARIABLES) {
      environment.computeIfPresent(
          variable,
          (name, value) ->
              String.join(
                  " ", shared(OPTION.matcher(value).results().map(MatchResult::group).toList())));
    }
  }
}
