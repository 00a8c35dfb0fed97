package longpoll.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hides secrets in the options of a program, so that a run record can keep the options. */
final class SecretOptions {
  private static final String MASK = "***";
  private static final Pattern SECRET_NAME =
      Pattern.compile("(?i).*(token|password|passwd|secret|credential|api-?key).*");
  private static final Pattern NAME_AND_VALUE = Pattern.compile("(-[^=]*)=.*", Pattern.DOTALL);

  private SecretOptions() {}

  /** Hides the value of {@code --some-token=value} and of {@code --some-token value}. */
  static List<String> masked(List<String> arguments) {
    List<String> masked = new ArrayList<>(arguments.size());
    boolean secretFollows = false;
    for (String argument : arguments) {
      Matcher pair = NAME_AND_VALUE.matcher(argument);
      boolean named = argument.startsWith("-");
      if (pair.matches() && SECRET_NAME.matcher(pair.group(1)).matches()) {
        masked.add(pair.group(1) + "=" + MASK);
      } else {
        masked.add(secretFollows && !named ? MASK : argument);
      }
      secretFollows = named && !pair.matches() && SECRET_NAME.matcher(argument).matches();
    }
    return List.copyOf(masked);
  }
}
