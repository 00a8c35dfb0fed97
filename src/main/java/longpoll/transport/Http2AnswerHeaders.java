package longpoll.transport;

import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The headers of an answer over HTTP/2, which nobody changes any more; without its status. */
record Http2AnswerHeaders(Http2Headers headers) implements AnswerHeaders {

  @Override
  public String get(String name) {
    for (Map.Entry<CharSequence, CharSequence> header : headers) {
      if (AsciiString.contentEqualsIgnoreCase(header.getKey(), name)) {
        return header.getValue().toString();
      }
    }
    return null;
  }

  @Override
  public List<String> getAll(String name) {
    List<String> values = List.of();
    for (Map.Entry<CharSequence, CharSequence> header : headers) {
      if (AsciiString.contentEqualsIgnoreCase(header.getKey(), name)) {
        values = values.isEmpty() ? new ArrayList<>(2) : values;
        values.add(header.getValue().toString());
      }
    }
    return values;
  }

  @Override
  public List<Map.Entry<String, String>> entries() {
    List<Map.Entry<String, String>> all = new ArrayList<>();
    for (Map.Entry<CharSequence, CharSequence> header : headers) {
      if (!Http2Headers.PseudoHeaderName.hasPseudoHeaderFormat(header.getKey())) {
        all.add(Map.entry(header.getKey().toString(), header.getValue().toString()));
      }
    }
    return all;
  }
}
