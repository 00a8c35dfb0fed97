package longpoll.dialect.file;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import longpoll.dialect.file.Template.Place;

/**
 * A request with its values still open. A query parameter, header or form field whose value is not
 * known yet is left out. Immutable, safe for any thread.
 *
 * @param origin where the request goes instead of the target, or null
 * @param query name, already escaped, and value
 * @param headers name and value
 * @param form name, already escaped, and value; null where the body is none
 * @param jsonForm name, already escaped, and a document
 * @param json the body, or null where it is none
 * @param text the body, or null where it is none
 */
record RequestTemplate(
    String method,
    Template origin,
    Template path,
    List<Map.Entry<String, Template>> query,
    List<Map.Entry<String, JsonTemplate>> jsonQuery,
    List<Map.Entry<String, Template>> headers,
    List<Map.Entry<String, Template>> form,
    List<Map.Entry<String, JsonTemplate>> jsonForm,
    JsonTemplate json,
    Template text) {

  FileRequest make(DialectState state, long holdMillis, Secrets secrets) {
    StringBuilder out = new StringBuilder(128);
    path.write(out, Place.PATH, state, holdMillis);
    String madePath = withOneSlash(out.toString());
    out.setLength(0);
    pairs(query, out, state, holdMillis);
    documents(jsonQuery, out, state, holdMillis);
    String madeQuery = out.toString();
    String madeOrigin = origin == null ? null : origin.plain(state, holdMillis);
    if (madeOrigin != null && state.isBelowTarget(madeOrigin, madePath)) {
      madeOrigin = null;
      madePath = madePath.substring(state.targetPath().length());
    }
    return new FileRequest(
        method,
        madeOrigin,
        madePath,
        madeQuery,
        headers(state, holdMillis),
        body(out, state, holdMillis),
        secrets);
  }

  /** A path that a value begins may have no slash, or one too many. */
  private static String withOneSlash(String path) {
    int slashes = 0;
    while (slashes < path.length() && path.charAt(slashes) == '/') {
      slashes++;
    }
    return path.isEmpty() || slashes == 1 ? path : '/' + path.substring(slashes);
  }

  private List<Map.Entry<String, String>> headers(DialectState state, long holdMillis) {
    List<Map.Entry<String, String>> made = new ArrayList<>(headers.size());
    for (Map.Entry<String, Template> header : headers) {
      if (header.getValue().isComplete(state)) {
        String value = header.getValue().plain(state, holdMillis);
        // What events keep comes from the server and was not looked at until now.
        if (Codec.fitsHeader(value)) {
          made.add(Map.entry(header.getKey(), value));
        }
      }
    }
    return made;
  }

  private byte[] body(StringBuilder out, DialectState state, long holdMillis) {
    out.setLength(0);
    if (json != null) {
      json.write(out, state, holdMillis);
    } else if (form != null) {
      pairs(form, out, state, holdMillis);
      documents(jsonForm, out, state, holdMillis);
    } else if (text != null) {
      text.write(out, Place.TEXT, state, holdMillis);
    } else {
      return null;
    }
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void pairs(
      List<Map.Entry<String, Template>> pairs,
      StringBuilder out,
      DialectState state,
      long holdMillis) {
    for (Map.Entry<String, Template> pair : pairs) {
      if (pair.getValue().isComplete(state)) {
        out.append(out.isEmpty() ? "" : "&").append(pair.getKey()).append('=');
        pair.getValue().write(out, Place.QUERY, state, holdMillis);
      }
    }
  }

  private static void documents(
      List<Map.Entry<String, JsonTemplate>> pairs,
      StringBuilder out,
      DialectState state,
      long holdMillis) {
    for (Map.Entry<String, JsonTemplate> pair : pairs) {
      StringBuilder value = new StringBuilder();
      pair.getValue().write(value, state, holdMillis);
      out.append(out.isEmpty() ? "" : "&").append(pair.getKey()).append('=');
      Codec.percent(value.toString(), false, out);
    }
  }

  /** All templates, whatever their place. */
  List<Template> templates() {
    List<Template> all = new ArrayList<>();
    all.add(path);
    query.forEach(pair -> all.add(pair.getValue()));
    jsonQuery.forEach(pair -> all.addAll(pair.getValue().templates()));
    jsonForm.forEach(pair -> all.addAll(pair.getValue().templates()));
    headers.forEach(pair -> all.add(pair.getValue()));
    if (form != null) {
      form.forEach(pair -> all.add(pair.getValue()));
    }
    if (json != null) {
      all.addAll(json.templates());
    }
    if (text != null) {
      all.add(text);
    }
    return all;
  }

  boolean uses(int index) {
    return templates().stream().anyMatch(template -> template.uses(index));
  }

  /** Where secrets go, for the message about a 401 or 403; empty for nowhere. */
  List<String> credentials() {
    List<String> places = new ArrayList<>();
    if (path.hasSecret()) {
      places.add("path " + path);
    }
    query.stream()
        .filter(pair -> pair.getValue().hasSecret())
        .forEach(pair -> places.add("parameter " + pair.getKey()));
    headers.stream()
        .filter(pair -> pair.getValue().hasSecret())
        .forEach(pair -> places.add("header " + pair.getKey()));
    boolean inBody =
        form != null && form.stream().anyMatch(pair -> pair.getValue().hasSecret())
            || jsonForm.stream()
                .flatMap(pair -> pair.getValue().templates().stream())
                .anyMatch(Template::hasSecret)
            || json != null && json.templates().stream().anyMatch(Template::hasSecret)
            || text != null && text.hasSecret();
    if (inBody) {
      places.add("body");
    }
    return places;
  }

  @Override
  public String toString() {
    return method + " " + (origin == null ? "" : origin) + path;
  }
}
