package longpoll.transport.stub;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What goes to a client and comes from it, as the client means it. Confined to one thread. */
interface Bytes {
  /**
   * Reads what is there; with TLS that may be nothing that the client said.
   *
   * @return how much, or -1 at the end
   */
  int read(ByteBuffer into) throws IOException;

  /** Returns when all of it is written. */
  void write(ByteBuffer all) throws IOException;
}
