package longpoll.transport.stub;

import java.io.IOException;
import java.nio.ByteBuffer;

/** HTTP/1.1, of which only the end of each request is looked at. Requests have no body. */
final class Http1Speech implements Speech {
  private static final int HEAD_END = '\r' << 24 | '\n' << 16 | '\r' << 8 | '\n';

  private final Bytes client;
  private final Polls polls;

  /** The last four bytes that the client sent, as a number. */
  private int last;

  Http1Speech(Bytes client, Polls polls) {
    this.client = client;
    this.polls = polls;
  }

  @Override
  public void heard(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      last = last << 8 | bytes.get();
      if (last == HEAD_END) {
        polls.came(0);
      }
    }
  }

  @Override
  public void answer(int poll, byte[] answer) throws IOException {
    client.write(ByteBuffer.wrap(answer));
  }
}
