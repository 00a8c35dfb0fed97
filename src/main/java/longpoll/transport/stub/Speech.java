package longpoll.transport.stub;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What is spoken on one connection. Confined to one thread. */
interface Speech {
  /** Takes what the client said. */
  void heard(ByteBuffer bytes) throws IOException;

  /**
   * Answers a poll.
   *
   * @param poll as it was told to {@link Polls}
   * @param answer the whole of it, in HTTP/1.1
   */
  void answer(int poll, byte[] answer) throws IOException;

  /** Is told of the polls of a connection. */
  interface Polls {
    /**
     * A poll is to be answered.
     *
     * @param poll tells it from the others of its connection
     */
    void came(int poll);

    /** Its client no longer waits for the answer. */
    void givenUp(int poll);
  }
}
