package longpoll.transport.stub;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/**
 * HTTP/2 (RFC 9113), as far as a client needs it that is known to be well-behaved: what requests
 * say is not looked at, and answers are so short that windows do not matter.
 */
final class Http2Speech implements Speech {
  private static final int PREFACE_BYTES = 24;
  private static final int FRAME_HEAD_BYTES = 9;

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;

  private static final int END_STREAM = 1;
  private static final int ACK = 1;
  private static final int END_HEADERS = 4;

  /** HPACK (RFC 7541), appendix A: the whole header, or its name where the value follows. */
  private static final int STATUS_200 = 0x88;

  private static final int STATUS_204 = 0x89;
  private static final int STATUS = 0x08;
  private static final int NAME_FOLLOWS = 0;
  private static final int LONGEST_IN_ONE_BYTE = 126;

  /**
   * {@code cache-control: private}, in Huffman's code and for the client's table (RFC 7541, C.6.1):
   * servers use both.
   */
  private static final byte[] CODED_HEADER = HexFormat.of().parseHex("5885aec3771a4b");

  private static final byte[] NOTHING = {};

  private final Bytes client;
  private final Polls polls;

  /** What was heard and not understood yet. */
  private final ByteBuffer heard = ByteBuffer.allocate(2 * LoopbackStub.READ_BYTES);

  private boolean greeted;

  /** The last answer, which many polls get, and what it is in HTTP/2. */
  private byte[] answer = NOTHING;

  private byte[] head = NOTHING;
  private int bodyStart;

  Http2Speech(Bytes client, Polls polls) {
    this.client = client;
    this.polls = polls;
  }

  @Override
  public void heard(ByteBuffer bytes) throws IOException {
    heard.put(bytes).flip();
    if (!greeted && heard.remaining() >= PREFACE_BYTES) {
      greeted = true;
      heard.position(PREFACE_BYTES);
      send(SETTINGS, 0, 0, NOTHING);
    }
    while (greeted && heard.remaining() >= FRAME_HEAD_BYTES) {
      int length = heard.getInt(heard.position()) >>> 8;
      if (heard.remaining() < FRAME_HEAD_BYTES + length) {
        break;
      }
      heard.position(heard.position() + 3);
      int type = heard.get();
      int flags = heard.get();
      int stream = heard.getInt();
      byte[] payload = new byte[length];
      heard.get(payload);
      frame(type, flags, stream, payload);
    }
    heard.compact();
  }

  private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
    switch (type) {
      case DATA, HEADERS -> {
        if ((flags & END_STREAM) != 0) {
          polls.came(stream);
        }
      }
      case RST_STREAM -> polls.givenUp(stream);
      case SETTINGS -> {
        if ((flags & ACK) == 0) {
          send(SETTINGS, ACK, 0, NOTHING);
        }
      }
      case PING -> {
        if ((flags & ACK) == 0) {
          send(PING, ACK, 0, payload);
        }
      }
      default -> {
        // Windows are wide enough, and that a client goes is seen when it has gone.
      }
    }
  }

  private void send(int type, int flags, int stream, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(FRAME_HEAD_BYTES + payload.length);
    put(frame, type, flags, stream, payload, 0);
    client.write(frame.flip());
  }

  private static void put(ByteBuffer to, int type, int flags, int stream, byte[] bytes, int from) {
    int length = bytes.length - from;
    to.putInt(length << 8 | type).put((byte) flags).putInt(stream).put(bytes, from, length);
  }

  @Override
  public void answer(int poll, byte[] newAnswer) throws IOException {
    if (newAnswer != answer) {
      read(newAnswer);
    }
    boolean bare = bodyStart == answer.length;
    ByteBuffer frames =
        ByteBuffer.allocate(2 * FRAME_HEAD_BYTES + head.length + answer.length - bodyStart);
    put(frames, HEADERS, END_HEADERS | (bare ? END_STREAM : 0), poll, head, 0);
    if (!bare) {
      put(frames, DATA, END_STREAM, poll, answer, bodyStart);
    }
    client.write(frames.flip());
  }

  private void read(byte[] newAnswer) throws IOException {
    String text = new String(newAnswer, StandardCharsets.ISO_8859_1);
    int headEnd = text.indexOf("\r\n\r\n");
    try {
      head = block(text.substring(0, headEnd).split("\r\n"));
    } catch (IndexOutOfBoundsException e) {
      throw new IOException("no answer of HTTP/1.1", e);
    }
    answer = newAnswer;
    bodyStart = headEnd + 4;
  }

  /** The head of an answer in HPACK. */
  private static byte[] block(String[] lines) throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    String status = lines[0].split(" ")[1];
    switch (status) {
      case "200" -> block.write(STATUS_200);
      case "204" -> block.write(STATUS_204);
      default -> {
        block.write(STATUS);
        string(status, block);
      }
    }
    block.writeBytes(CODED_HEADER);
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      block.write(NAME_FOLLOWS);
      string(lines[i].substring(0, colon).toLowerCase(Locale.ROOT), block);
      string(lines[i].substring(colon + 1).trim(), block);
    }
    return block.toByteArray();
  }

  private static void string(String text, ByteArrayOutputStream to) throws IOException {
    if (text.length() > LONGEST_IN_ONE_BYTE) {
      throw new IOException("a header that is too long: " + text);
    }
    to.write(text.length());
    to.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
