package longpoll.gatling;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One connection to the misbehaving server, as bytes: no HTTP library would send what it sends.
 * Read by one thread, written to by another.
 */
final class BadConnection {
  private static final int END = -1;
  private static final String AGENT = "User-Agent: ";

  private final Socket socket;
  private final InputStream in;

  BadConnection(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /**
   * What is looked at of a request without a body.
   *
   * @param agent the client's User-Agent, or empty
   */
  record Request(String path, Map<String, String> query, String agent) {}

  /** Blocks until a whole request is there; null when the client has gone. */
  Request read() {
    try {
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      int lineEnds = 0;
      while (lineEnds < 2) {
        int next = in.read();
        if (next == END) {
          return null;
        }
        head.write(next);
        if (next == '\n') {
          lineEnds++;
        } else if (next != '\r') {
          lineEnds = 0;
        }
      }
      return parse(head.toString(StandardCharsets.US_ASCII).lines().toList());
    } catch (IOException e) {
      return null;
    }
  }

  private static Request parse(List<String> head) {
    String target = head.get(0).split(" ")[1];
    String agent =
        head.stream()
            .filter(line -> line.regionMatches(true, 0, AGENT, 0, AGENT.length()))
            .map(line -> line.substring(AGENT.length()))
            .findFirst()
            .orElse("");
    int mark = target.indexOf('?');
    Map<String, String> query = new LinkedHashMap<>();
    if (mark >= 0) {
      for (String pair : target.substring(mark + 1).split("&")) {
        String[] sides = pair.split("=", 2);
        query.put(
            sides[0], sides.length == 1 ? "" : URLDecoder.decode(sides[1], StandardCharsets.UTF_8));
      }
    }
    return new Request(mark < 0 ? target : target.substring(0, mark), query, agent);
  }

  /** Whether the bytes could be written. */
  boolean write(String text) {
    try {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Ends the connection in order: the client reads the end of the stream. */
  void fin() {
    try {
      socket.close();
    } catch (IOException e) {
      // Gone is gone.
    }
  }

  /** Ends the connection at once: the client reads an error. */
  void reset() {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // Closed already.
    }
    fin();
  }
}
