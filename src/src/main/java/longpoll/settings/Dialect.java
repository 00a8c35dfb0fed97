package longpoll.settings;

/** How polls are written on the wire. */
public enum Dialect {
  /** The bundled server's: cursor, epoch, timeout and channel in the query. */
  NATIVE,
  /** A bare GET: no cursor, so events between two polls are lost by contract, and no channels. */
  ARTICLE
}
