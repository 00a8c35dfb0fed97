package longpoll.transport;

/** One line of a request's head. */
public record Header(String name, String value) {
  private static final String SEPARATORS = "()<>@,;:\\\"/[]?={} \t";

  public Header {
    if (name.isEmpty() || !name.chars().allMatch(Header::isTokenChar)) {
      throw new IllegalArgumentException("'" + name + "' is not the name of a header");
    }
    if (value.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
      // Not quoted: it may be a secret.
      throw new IllegalArgumentException(
          "the value of header " + name + " goes on over the end of its line");
    }
  }

  boolean is(String otherName) {
    return name.equalsIgnoreCase(otherName);
  }

  private static boolean isTokenChar(int c) {
    return c > ' ' && c < 127 && SEPARATORS.indexOf(c) < 0;
  }
}
