package longpoll.compare;

/** A policy that cannot be used. The message names the file, the key, the value and what to do. */
public final class PolicyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PolicyException(String source, String key, String problem) {
    super(source + ": " + (key.isEmpty() ? "" : key + ": ") + problem);
  }
}
