package longpoll.server;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An HTTP client that hides nothing: one socket, bytes out, answers in. Reads time out after a
 * minute.
 */
public final class RawClient implements AutoCloseable {
  /** An answer as it came; header names are case-insensitive. */
  public record Response(int status, Map<String, String> headers, String body) {
    public String header(String name) {
      return headers.get(name);
    }
  }

  private static final int READ_TIMEOUT_MILLIS = 60_000;

  private final Socket socket;
  private final InputStream in;

  public RawClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(READ_TIMEOUT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  public RawClient send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  public RawClient sendGet(String target) throws IOException {
    return send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }

  public Response get(String target) throws IOException {
    return sendGet(target).read();
  }

  public Response post(String target, String headers, String body) throws IOException {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return send("POST "
            + target
            + " HTTP/1.1\r\nHost: localhost\r\n"
            + headers
            + "Content-Length: "
            + length
            + "\r\n\r\n"
            + body)
        .read();
  }

  /** An event by {@code POST /publish}. */
  Response publish(String body) throws IOException {
    return post("/publish", "Content-Type: application/json\r\n", body);
  }

  /** One whole answer; an EOFException when the connection ends before its first byte. */
  public Response read() throws IOException {
    String status = line(true);
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = line(false); !line.isEmpty(); line = line(false)) {
      int colon = line.indexOf(':');
      headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new IOException("the body was cut after " + body.length + " of " + length + " bytes");
    }
    return new Response(
        Integer.parseInt(status.substring(9, 12)),
        headers,
        new String(body, StandardCharsets.UTF_8));
  }

  /** The lines of an answer that has no body whatever its headers say. */
  List<String> readHead() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = line(true); !line.isEmpty(); line = line(false)) {
      lines.add(line);
    }
    return lines;
  }

  /** So many bytes of a body. */
  String readBody(int length) throws IOException {
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  /** All bytes up to the end of the connection. */
  String readToEnd() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  public boolean isAtEnd() throws IOException {
    return in.read() < 0;
  }

  /** Sends FIN and goes on reading. */
  void halfClose() throws IOException {
    socket.shutdownOutput();
  }

  /** Sends RST. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private String line(boolean first) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        if (first && line.isEmpty()) {
          throw new EOFException("no answer");
        }
        throw new IOException("the answer was cut in its head: " + line);
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
