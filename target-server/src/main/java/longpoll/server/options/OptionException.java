package longpoll.server.options;

/** A setting outside its limits. The message names the setting, the limit and the value. */
public final class OptionException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * @param key the setting's name as on the command line, without the dashes
   */
  public OptionException(String key, String limit, Object value) {
    super(key + " must be " + limit + ", but is " + value);
  }
}
