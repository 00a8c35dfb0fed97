package longpoll.api;

import java.util.List;

/** Definitions in the article's form that cannot be used, each made of the article's own. */
enum BadDefinitions {
  NO_NAME("\"name\": \"LongPollAPI\",", "", "$.name: is missing: name the API"),
  MISSPELT_NAME(
      "\"name\":", "\"nmae\":", "$.name: is missing: name the API; or is 'nmae' meant as it?"),
  NAME_OF_ANOTHER_TYPE("\"LongPollAPI\"", "7", "$.name: a text is expected, but it is 7: name"),
  NAME_OF_SEVERAL_LINES("LongPollAPI", "Long\\nPoll", "$.name: at most 100 printable characters"),
  LONG_NAME(
      "LongPollAPI", "L".repeat(101), "$.name: at most 100 printable characters on one line are"),
  NO_URL(
      "\"url\": \"http://localhost:8000/poll\",",
      "",
      "$.url: is missing: write something like http://host:8000/poll"),
  URL_WITHOUT_HOST(
      "http://localhost:8000/poll",
      "http:///poll",
      "$.url: a host is expected, but it is 'http:///poll': write something like"),
  URL_OF_A_PATH(
      "http://localhost:8000/poll",
      "/poll",
      "$.url: http or https is expected, but it is '/poll': write something like"),
  URL_OF_ANOTHER_SCHEME(
      "http://localhost", "ws://localhost", "$.url: http or https is expected, but it is 'ws://"),
  URL_WITH_A_SPACE("/poll\"", "/po ll\"", "$.url: a URL is expected, but it is 'http://local"),
  URL_WITH_A_PASSWORD(
      "http://localhost",
      "http://me:secret@localhost",
      "$.url: no user or password may stand in the URL, because it is written to reports, but it"
          + " is 'http://***@localhost:8000/poll': take it out"),
  URL_WITH_A_FRAGMENT("/poll\"", "/poll#a\"", "$.url: no #fragment may stand in the URL"),
  NO_METHODS("\"methods\": [", "\"methods\": [], \"x-\": [", "$.methods: at least one element is"),
  METHODS_THAT_ARE_NO_LIST(
      "\"methods\": [",
      "\"methods\": {}, \"x-\": [",
      "$.methods: a list is expected, but it is an"),
  NO_LONG_POLL(
      "\"longPoll\"",
      "\"rest\"",
      "$: at least one method of type longPoll is expected, but their types are rest: set type"),
  MISSPELT_TYPE(
      "\"longPoll\"",
      "\"longpoll\"",
      "$: at least one method of type longPoll is expected, but their types are longpoll: set type"
          + " to longPoll for the one that is held; is 'longpoll' meant as it?"),
  NO_TYPE("\"type\": \"longPoll\",", "", "$: at least one method of type longPoll is expected"),
  NO_METHOD("\"method\": \"GET\",", "", "$.methods[0].method: is missing: write GET"),
  METHOD_IN_SMALL_LETTERS(
      "\"GET\"",
      "\"get\"",
      "$.methods[0].method: one of GET, POST, PUT, PATCH, DELETE, OPTIONS is expected, but it is"
          + " 'get': did you mean GET?"),
  UNKNOWN_METHOD(
      "\"GET\"",
      "\"SUBSCRIBE\"",
      "$.methods[0].method: one of GET, POST, PUT, PATCH, DELETE, OPTIONS is expected, but it is"
          + " 'SUBSCRIBE': write one of them"),
  NO_TIMEOUT("\"timeout\": 30,", "", "$.methods[0].timeout: is missing: write how long a poll is"),
  TIMEOUT_OF_NOTHING(
      "\"timeout\": 30",
      "\"timeout\": 0",
      "$.methods[0].timeout: a number of seconds from 0.01 to 3600 is allowed, but it is 0: write"),
  NEGATIVE_TIMEOUT(
      "\"timeout\": 30",
      "\"timeout\": -1",
      "$.methods[0].timeout: a number of seconds from 0.01 to 3600 is allowed, but it is -1: write"),
  TIMEOUT_OF_A_DAY(
      "\"timeout\": 30",
      "\"timeout\": 86400",
      "$.methods[0].timeout: a number of seconds from 0.01 to 3600 is allowed, but it is 86400:"),
  ENDLESS_TIMEOUT("\"timeout\": 30", "\"timeout\": 1e999", "is allowed, but it is 1E+999: write"),
  TIMEOUT_THAT_IS_A_TEXT(
      "\"timeout\": 30",
      "\"timeout\": \"30s\"",
      "$.methods[0].timeout: a number of seconds from 0.01 to 3600 is allowed, but it is '30s'"),
  NO_RESPONSES(
      "\"responses\": {",
      "\"responses\": {}, \"x-\": {",
      "$.methods[0].responses: at least one status is expected, but it is an object with nothing in"
          + " it: write the statuses"),
  RESPONSES_MISSING("\"responses\": {", "\"x-\": {", "$.methods[0].responses: is missing: write"),
  STATUS_WITH_A_LETTER(
      "\"200\"",
      "\"20x\"",
      "$.methods[0].responses['20x']: a status from 100 to 599 is expected, but it is '20x': write"
          + " three digits, like \"200\""),
  STATUS_TOO_SMALL("\"200\"", "\"99\"", "$.methods[0].responses['99']: a status from 100 to 599"),
  STATUS_TOO_LARGE("\"200\"", "\"600\"", "$.methods[0].responses['600']: a status from 100 to"),
  RESPONSE_THAT_IS_A_TEXT(
      "\"204\": {\n          \"description\": \"Polling timeout\"\n        }",
      "\"204\": \"Polling timeout\"",
      "$.methods[0].responses['204']: an object is expected, but it is 'Polling timeout': write it"),
  DESCRIPTION_THAT_IS_A_NUMBER(
      "\"Polling timeout\"",
      "4",
      "$.methods[0].responses['204'].description: a text is expected, but it is 4: write it"),
  STATUS_TWICE(
      "\"204\"",
      "\"200\"",
      "$.methods[0].responses['200']: a key may stand once, but this one stands again in line 13:"
          + " take one of the two out"),
  KEY_TWICE(
      "\"timeout\": 30,",
      "\"timeout\": 30, \"timeout\": 60,",
      "$.methods[0].timeout: a key may stand once, but this one stands again in line 8"),
  NOT_JSON(
      "\"type\": \"longPoll\",",
      "\"type\" \"longPoll\",",
      "is not JSON in line 7, column 14 (Unexpected character ('\"' (code 34)): was expecting a"),
  ANOTHER_VALUE_BEHIND(
      "}\n  ]\n}", "}\n  ]\n} {}", "goes on after its end, in line 19: put several");

  /** Some keys, and what is no single document, are a parser's matter. */
  static final List<BadDefinitions> BEYOND_A_SCHEMA =
      List.of(STATUS_TWICE, KEY_TWICE, NOT_JSON, ANOTHER_VALUE_BEHIND);

  /** Beside another long poll they would be left alone. */
  static final List<BadDefinitions> OF_ANOTHER_TYPE = List.of(NO_LONG_POLL, MISSPELT_TYPE, NO_TYPE);

  private final String old;
  private final String replacement;
  private final String problem;

  BadDefinitions(String old, String replacement, String problem) {
    this.old = old;
    this.replacement = replacement;
    this.problem = problem;
  }

  String of(String article) {
    if (!article.contains(old)) {
      throw new IllegalStateException(this + ": the article's definition has no " + old);
    }
    return article.replace(old, replacement);
  }

  /** A part of the message. */
  String problem() {
    return problem;
  }
}
