package longpoll.server.outbound;

import java.util.List;
import longpoll.server.text.Json;

/** Lines of input for tests. */
final class Inputs {
  static final String SEQ_BODY =
      "[{'text':'{`c`:`'},{'value':'channel','jsonStrings':1},{'text':'`,`n`:'},"
          + "{'value':'seq'},{'text':'}'}]";
  static final String ANY_2XX = "{'statuses':[{'first':200,'last':299}],'conditions':[]}";

  private Inputs() {}

  /**
   * The input for a POST to {@code /pub}; JSON with single quotes, and backticks for quotes in
   * texts.
   */
  static String line(String target, List<String> channels, String body, String expect) {
    return line(target, channels, "POST", "[]", body, expect, "{'trustAll':false,'trustStore':''}");
  }

  static String line(
      String target,
      List<String> channels,
      String method,
      String headers,
      String body,
      String expect,
      String tls) {
    String names = String.join(",", channels.stream().map(name -> "'" + name + "'").toList());
    return ("{'target':'"
            + target
            + "','tls':"
            + tls
            + ",'templates':[{'channels':["
            + names
            + "],'method':'"
            + method
            + "','origin':null,'path':[{'text':'/pub/'},{'value':'channel','percent':true}],"
            + "'query':[],'headers':"
            + headers
            + ",'body':"
            + body
            + "}],'expect':"
            + expect
            + ",'secrets':['s3cr3t']}")
        .replace('\'', '"')
        .replace("`", "\\\"");
  }

  static byte[] json(String text) throws Exception {
    return Json.MAPPER.writeValueAsBytes(text);
  }
}
