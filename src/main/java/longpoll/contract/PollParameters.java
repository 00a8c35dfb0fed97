package longpoll.contract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import longpoll.dialect.PollRequest;

/**
 * The query parameters and headers of a poll, one by one: to leave one out, to misspell it, or to
 * give it another value. Immutable.
 */
record PollParameters(PollRequest request, List<Parameter> all) {

  /**
   * A parameter as it is sent.
   *
   * @param header whether it is one; else it stands in the query
   * @param value escaped for its place; null for one without an equals sign
   */
  record Parameter(boolean header, String name, String value) {
    /** As a person knows it. */
    String title() {
      return (header ? "header " : "parameter ") + name;
    }
  }

  /** Headers that say something about the request, and nothing about the poll. */
  private static final List<String> OF_HTTP =
      List.of("accept", "content-type", "content-length", "user-agent", "connection", "host");

  static PollParameters of(PollRequest request) {
    List<Parameter> all = new ArrayList<>();
    for (String pair : request.query().isEmpty() ? new String[0] : request.query().split("&")) {
      int equals = pair.indexOf('=');
      all.add(
          equals < 0
              ? new Parameter(false, pair, null)
              : new Parameter(false, pair.substring(0, equals), pair.substring(equals + 1)));
    }
    request
        .headers()
        .forEach(
            (name, value) -> {
              if (OF_HTTP.stream().noneMatch(name::equalsIgnoreCase)) {
                all.add(new Parameter(true, name, value));
              }
            });
    return new PollParameters(request, List.copyOf(all));
  }

  /** Those that have another value here, or are new. */
  List<Parameter> changedSince(PollParameters earlier) {
    return all.stream().filter(parameter -> !earlier.all.contains(parameter)).toList();
  }

  PollRequest without(Parameter parameter) {
    return replaced(parameter, null);
  }

  PollRequest misspelt(Parameter parameter) {
    return replaced(
        parameter, new Parameter(parameter.header, misspelt(parameter.name), parameter.value));
  }

  /** As somebody mistypes it: the last two letters change places, or the last one comes twice. */
  static String misspelt(String name) {
    int length = name.length();
    char last = name.charAt(length - 1);
    if (length > 1 && name.charAt(length - 2) != last) {
      return name.substring(0, length - 2) + last + name.charAt(length - 2);
    }
    return name + last;
  }

  PollRequest with(Parameter parameter, String value) {
    return replaced(parameter, new Parameter(parameter.header, parameter.name, value));
  }

  /** With one more parameter in its query. */
  PollRequest plus(String name, String value) {
    List<Parameter> more = new ArrayList<>(all);
    more.add(new Parameter(false, name, value));
    return request(more, request.headers());
  }

  private PollRequest replaced(Parameter parameter, Parameter by) {
    List<Parameter> query = new ArrayList<>();
    for (Parameter each : all) {
      if (!each.equals(parameter)) {
        query.add(each);
      } else if (by != null) {
        query.add(by);
      }
    }
    Map<String, String> headers = new LinkedHashMap<>();
    request
        .headers()
        .forEach(
            (name, value) -> {
              boolean same = parameter.header && parameter.name.equals(name);
              if (!same) {
                headers.put(name, value);
              } else if (by != null) {
                headers.put(by.name, by.value);
              }
            });
    return request(query, headers);
  }

  private PollRequest request(List<Parameter> parameters, Map<String, String> headers) {
    String query =
        parameters.stream()
            .filter(parameter -> !parameter.header)
            .map(each -> each.value == null ? each.name : each.name + '=' + each.value)
            .collect(Collectors.joining("&"));
    return new PollRequest(
        request.origin(), request.method(), request.path(), query, headers, request.body());
  }
}
