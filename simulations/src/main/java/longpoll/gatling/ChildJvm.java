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
 * the command line or in the environment, they get none that two processes cannot both follow: no
 * debugger, and nothing that names a port or a file.
 */
final class ChildJvm {
  private static final Pattern OF_ONE_JVM =
      Pattern.compile(
          "-(agent(lib|path):|Xrun)[^=]*jdwp.*"
              + "|-(agent(lib|path)|javaagent):[^=]*=([\\w.-]+:)?\\d+(:.*)?"
              + "|-(agent(lib|path):|javaagent:|XX:StartFlightRecording).*"
              + "\\b(address|port|file|filename)=(?!.*%p).*"
              + "|-(Xloggc:|Xlog:[^:]*:(?!(stdout|stderr)?(:|$)))(?!.*%p).*"
              + "|-Dcom\\.sun\\.management\\..*");

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
        .filter(option -> !OF_ONE_JVM.matcher(option.replaceAll("[\"']", "")).matches())
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
