package longpoll.transport.stub;

import static javax.net.ssl.SSLEngineResult.HandshakeStatus.NEED_TASK;
import static javax.net.ssl.SSLEngineResult.HandshakeStatus.NEED_WRAP;

import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** As they go through TLS, where the stub is the server. */
final class TlsBytes implements Bytes {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Bytes socket;
  private final SSLEngine engine;
  private final ByteBuffer in;
  private final ByteBuffer out;

  /**
   * @param protocol the one that it speaks, by ALPN
   */
  TlsBytes(Bytes socket, SSLContext context, String protocol) throws SSLException {
    this.socket = socket;
    engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {protocol});
    engine.setSSLParameters(parameters);
    in = ByteBuffer.allocate(LoopbackStub.READ_BYTES);
    out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.beginHandshake();
  }

  /**
   * @param into has room for as much as one read brings
   */
  @Override
  public int read(ByteBuffer into) throws IOException {
    int before = into.position();
    if (socket.read(in) < 0) {
      return -1;
    }
    in.flip();
    boolean goesOn = true;
    while (goesOn) {
      SSLEngineResult.HandshakeStatus next = engine.getHandshakeStatus();
      if (next == NEED_TASK) {
        engine.getDelegatedTask().run();
      } else if (next == NEED_WRAP) {
        wrap(NOTHING);
      } else {
        Status status = in.hasRemaining() ? engine.unwrap(in, into).getStatus() : null;
        if (status == Status.CLOSED) {
          return -1;
        }
        goesOn = status == Status.OK;
      }
    }
    in.compact();
    return into.position() - before;
  }

  @Override
  public void write(ByteBuffer all) throws IOException {
    while (all.hasRemaining()) {
      wrap(all);
    }
  }

  private void wrap(ByteBuffer plain) throws IOException {
    out.clear();
    if (engine.wrap(plain, out).getStatus() != Status.OK) {
      throw new SSLException("the client has ended TLS");
    }
    socket.write(out.flip());
  }
}
