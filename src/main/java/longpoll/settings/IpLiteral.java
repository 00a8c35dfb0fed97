package longpoll.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Tells an IP address from a name, without asking a name server. */
final class IpLiteral {
  private static final Pattern V4 =
      Pattern.compile("(25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");
  private static final Pattern V6_CHARACTERS = Pattern.compile("[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");

  private IpLiteral() {}

  static boolean matches(String text) {
    if (V4.matcher(text).matches()) {
      return true;
    }
    if (!V6_CHARACTERS.matcher(text).matches()) {
      return false;
    }
    try {
      // In brackets it can only be an address: no look-up takes place.
      InetAddress.getByName("[" + text + "]");
      return true;
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
