package longpoll.server;

/** A request parameter or body member outside its limits; answered with 400. */
final class BadParameterException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_VALUE = 100;

  private final String parameter;
  private final String limit;
  private final String value;

  BadParameterException(String parameter, String limit, String value) {
    super(
        parameter + " must be " + limit + ", but is '" + shorten(value) + "'", null, false, false);
    this.parameter = parameter;
    this.limit = limit;
    this.value = shorten(value);
  }

  String parameter() {
    return parameter;
  }

  String limit() {
    return limit;
  }

  String value() {
    return value;
  }

  private static String shorten(String text) {
    return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "...";
  }
}
