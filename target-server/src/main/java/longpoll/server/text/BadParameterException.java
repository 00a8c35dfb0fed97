package longpoll.server.text;

/** A request parameter or body member outside its limits; answered with 400. */
public final class BadParameterException extends Exception {
  private static final long serialVersionUID = 1L;
  private final String parameter;
  private final String limit;
  private final String value;

  /**
   * Name and value may be what a client sent; they are shown as {@link ClientText} does.
   *
   * @param limit what would be right; text of this program, shown as it is
   */
  public BadParameterException(String parameter, String limit, String value) {
    super(
        ClientText.shown(parameter)
            + " must be "
            + limit
            + ", but is '"
            + ClientText.shown(value)
            + "'",
        null,
        false,
        false);
    this.parameter = ClientText.shown(parameter);
    this.limit = limit;
    this.value = ClientText.shown(value);
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
}
