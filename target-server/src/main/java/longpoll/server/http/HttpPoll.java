package longpoll.server.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import longpoll.server.hub.Answer;
import longpoll.server.hub.ParkedPoll;
import org.xnio.XnioIoThread;

/** A poll that came by HTTP. Everything here runs on the IO thread of its connection. */
abstract class HttpPoll extends ParkedPoll {

  abstract XnioIoThread thread();

  @Override
  public final XnioIoThread executor() {
    return thread();
  }

  /** Starts to watch the client; called when the poll has been parked. */
  abstract void watch();

  /** Sends the head of a 200 now, and line feeds until the answer. */
  abstract void beginEarly(long heartbeatNanos);

  /** Writes some of an early body, as far as it can be sent now. */
  abstract void writeEarly(ByteBuffer bytes) throws IOException;

  /** Writes an answer that is retained for this poll, and ends with that. */
  abstract void write(Answer answer);

  /** The client has left, or does not read. */
  abstract void clientGone();
}
