package longpoll.server.text;

import java.util.regex.Pattern;

/**
 * What a channel may be called. Names go into JSON and URLs as they are, so they are kept to what
 * needs no escaping.
 */
public final class Channels {
  public static final String DEFAULT = "default";

  /** Most channels of one server. */
  public static final int MOST = 10_000;

  public static final String LIMIT = "1 to 64 characters out of A-Z a-z 0-9 . _ : ~ -";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:~-]{1,64}");

  private Channels() {}

  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }
}
