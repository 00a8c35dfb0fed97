package longpoll.dialect.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import longpoll.dialect.PolledEvent;
import longpoll.dialect.Purpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the form can say about an answer, one thing a test. */
class ReadingTest {
  private static final String RULES =
      "answers = [{ status = 200, then = events }, { status = [200, 204], then = empty }]\n";

  private static FileDialect dialect(String head, String poll) {
    return DialectFiles.parse(
        "delivery = broadcast\nhold = server\n" + head + "\npoll {\n" + poll + "\n}",
        "t.conf",
        Map.of());
  }

  private static Reading read(FileDialect dialect, Map<String, String> headers, String body) {
    return read(dialect, dialect.start("http://h", "c1", 0, "r"), 200, headers, body);
  }

  private static Reading read(
      FileDialect dialect,
      DialectState state,
      int status,
      Map<String, String> headers,
      String body) {
    Map<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    anyCase.putAll(headers);
    return dialect.read(
        Purpose.POLL, state, status, anyCase::get, body.getBytes(StandardCharsets.UTF_8));
  }

  /** The cursor that a source gives. */
  private static String cursor(String source, Map<String, String> headers, String body) {
    FileDialect dialect =
        dialect(
            "cursors.x = \"" + source + "\"", "query.x = \"${x}\"\nevents.at = \"/e/*\"\n" + RULES);
    return read(dialect, headers, body).next().value("x");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "/n,{\"n\":5},5",
        "/n,{\"n\":1.50},1.50",
        "/n,{\"n\":true},true",
        "/n,{\"n\":18446744073709551615},18446744073709551615",
        "/n | plus 1,{\"n\":5},6",
        "/n | plus -1,{\"n\":\"5\"},4",
        "/a/1,`{\"a\":[7,8]}`,8",
        "/a/1,`{\"a\":{\"1\":9}}`,9",
        "/a~1b/~0,`{\"a/b\":{\"~\":1}}`,1",
        "/a/*/n,`{\"a\":[{\"n\":1},{\"n\":3},{\"n\":2},{}]}`,2",
        "/a/*/n | first,`{\"a\":[{\"n\":1},{\"n\":3},{\"n\":2}]}`,1",
        "/a/*/n | largest | plus 1,`{\"a\":[{\"n\":1},{\"n\":3},{\"n\":2}]}`,4",
        "/a/* | all,`{\"a\":[\"x\",5,\"z\"]}`,`x,5,z`",
        "/a/*/*,`{\"a\":[[1,2],{\"b\":3}]}`,3",
        "/s | json | /k,{\"s\":\"{\\\"k\\\":4}\"},4",
        "/s | base64,{\"s\":\"aGVsbG8=\"},hello",
        "/s | base64 | json | /k,{\"s\":\"eyJrIjo0fQ==\"},4",
        "/s | md5,{\"s\":\"hello\"},5d41402abc4b2a76b9719d911017c592",
        "body | md5,{},99914b932bd37a50b983c5e7c90ae93b",
        "header X-A,{},v1",
        "header X-A | md5,{},6654c734ccab8f440ff0825eb443dc7f",
        "event | /id,`{\"e\":[{\"id\":\"i1\"},{\"id\":\"i2\"}]}`,i2",
        "event | /id | first,`{\"e\":[{\"id\":\"i1\"},{\"id\":\"i2\"}]}`,i1",
      })
  void sourcesFindValues(String source, String body, String value) {
    // Cursors move where there is news or none, and these bodies are one or the other.
    assertThat(cursor(source, Map.of("X-A", "v1"), body)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "/n,{}",
        "/n,{\"n\":null}",
        "/a/5,`{\"a\":[1]}`",
        "header Y,{}",
        "/s | json | /k,{\"s\":\"nothing\"}",
        "/s | base64,{\"s\":\"%%%\"}",
      })
  void sourcesThatFindNothingMoveNothing(String source, String body) {
    assertThat(cursor(source, Map.of(), body)).isNull();
  }

  @Test
  void cursorOfTheWrongKindIsAFailure() {
    FileDialect dialect =
        dialect(
            "cursors.x = \"/n | plus 1\"", "query.x = \"${x}\"\nevents.at = \"/e/*\"\n" + RULES);

    assertThat(read(dialect, Map.of(), "{\"n\":\"x\"}").detail())
        .contains("x is not a whole number below 2^63");
    assertThat(read(dialect, Map.of(), "{\"n\":[1]}").detail())
        .contains("x is an object or a list");
    assertThat(read(dialect, Map.of(), "{\"n\":9223372036854775807}").kind())
        .isEqualTo(Reading.Kind.FAILED);
  }

  @ParameterizedTest
  @CsvSource({"follow,3,EVENTS", "keep,9,EVENTS", "reset,0,RESET", "rehandshake,0,REHANDSHAKE"})
  void cursorThatGoesBack(String backwards, String then, Reading.Kind kind) {
    FileDialect dialect =
        dialect(
            "cursors.x { from = \"/x\", first = 0, backwards = " + backwards + " }",
            "query.x = \"${x}\"\nevents.id = \"/x\"\n" + RULES);
    DialectState at9 = read(dialect, Map.of(), "{\"x\":9}").next();

    Reading back = read(dialect, at9, 200, Map.of(), "{\"x\":3}");

    assertThat(back.kind()).isEqualTo(kind);
    assertThat(back.next().value("x")).isEqualTo(then);
  }

  @Test
  void answerOfAGapBringsTheEventsThatItLists() {
    FileDialect dialect =
        dialect(
            "cursors.x = \"/next\"",
            "query.x = \"${x}\"\n"
                + "events { at = \"/e/*\", seq = \"/s\" }\n"
                + "answers = [{ equals { \"/limited\" = true }, then = gap },"
                + " { status = 200, then = events }, { status = 200, then = empty }]");
    Reading gap =
        read(dialect, Map.of(), "{\"next\":9,\"limited\":true,\"e\":[{\"s\":7},{\"s\":8}]}");

    assertThat(gap.kind()).isEqualTo(Reading.Kind.GAP);
    assertThat(gap.events()).extracting(PolledEvent::seq).containsExactly(7L, 8L);
    assertThat(gap.next().value("x")).isEqualTo("9");
    assertThat(read(dialect, Map.of(), "{\"next\":9,\"limited\":true}").events()).isEmpty();
    DialectState start = dialect.start("http://h", "c1", 0, "r");
    assertThat(read(dialect, start, 410, Map.of(), "{\"limited\":true,\"e\":[{\"s\":7}]}").events())
        .as("no 2xx")
        .isEmpty();
  }

  @Test
  void gapThatIsTheWholeBodyIsNoEvent() {
    FileDialect dialect =
        dialect(
            "",
            "events.seq = \"/s\"\n"
                + "answers = [{ has = \"/gap\", then = gap }, { status = 200, then = events },"
                + " { status = 204, then = empty }]");

    assertThat(read(dialect, Map.of(), "{\"gap\":1,\"s\":5}").events()).isEmpty();
  }

  @Test
  void linesAreEvents() {
    FileDialect dialect = dialect("", RULES + "events { split = lines, seq = \"/s\" }");
    Reading reading = read(dialect, Map.of(), "{\"s\":1}\r\n\n{\"s\":2}\n");

    assertThat(reading.events()).extracting(PolledEvent::seq).containsExactly(1L, 2L);
    assertThat(read(dialect, Map.of(), "\n\n").kind()).isEqualTo(Reading.Kind.EMPTY);
    assertThat(read(dialect, Map.of(), "{\"s\":1}\n<html>").kind()).isEqualTo(Reading.Kind.FAILED);
  }

  @Test
  void prefixIsTakenAway() {
    FileDialect dialect =
        dialect(
            "",
            """
            answers = [
              { status = 200, then = events }
              { status = 200, equals { body = h }, then = empty }
              { status = 200, starts { body = "c[" }, then = closed }
            ]
            events { prefix = a, at = "/*", seq = "event | json | /s" }
            """);

    assertThat(read(dialect, Map.of(), "a[\"{\\\"s\\\":4}\"]").events().get(0).seq()).isEqualTo(4);
    assertThat(read(dialect, Map.of(), "h").kind()).isEqualTo(Reading.Kind.EMPTY);
    assertThat(read(dialect, Map.of(), "c[3000,\"Go away\"]").kind())
        .isEqualTo(Reading.Kind.CLOSED);
    assertThat(read(dialect, Map.of(), "x").kind()).isEqualTo(Reading.Kind.FAILED);
  }

  @Test
  void partsOfAMultipartHaveTheirOwnHeaders() {
    FileDialect dialect =
        dialect("", RULES + "events { split = multipart, id = \"header Etag\", seq = \"/s\" }");
    String body =
        "--b1\r\nEtag: 7\r\nContent-Type: application/json\r\n\r\n{\"s\":1}\r\n"
            + "--b1\r\nEtag: 8\r\n\r\n{\"s\":2}\r\n--b1--\r\n";
    Map<String, String> headers =
        Map.of("Content-Type", "multipart/mixed; boundary=\"b1\"", "Etag", "9");

    assertThat(read(dialect, headers, body).events())
        .containsExactly(
            new PolledEvent(7, "c1", 1, PolledEvent.UNKNOWN),
            new PolledEvent(8, "c1", 2, PolledEvent.UNKNOWN));
    assertThat(read(dialect, Map.of(), body).detail()).contains("its Content-Type has no boundary");
    assertThat(read(dialect, headers, body.substring(0, 60)).detail())
        .contains("ends in the middle of a part");
  }

  @Test
  void wholeBodyOfTextIsAnEvent() {
    FileDialect dialect = dialect("", RULES);

    assertThat(read(dialect, Map.of(), "hello").events())
        .containsExactly(
            new PolledEvent(PolledEvent.UNKNOWN, "c1", PolledEvent.UNKNOWN, PolledEvent.UNKNOWN));
    assertThat(read(dialect, Map.of(), "").kind()).isEqualTo(Reading.Kind.EMPTY);
  }

  @Test
  void listIsNoEventUnlessTheFileSaysSo() {
    FileDialect atList = dialect("", RULES + "events { at = \"/e\", id = \"/id\" }");
    FileDialect whole = dialect("", RULES + "events.id = \"/0/id\"");
    FileDialect text = dialect("", RULES);
    FileDialect wanted = dialect("", RULES + "events { at = body, id = \"/0/id\" }");
    FileDialect wantedText = dialect("", RULES + "events.format = text");

    for (FileDialect dialect : new FileDialect[] {atList, whole, text}) {
      for (String body : new String[] {"[]", " [{\"id\":1}]", "{\"e\":[]}"}) {
        boolean elsewhere = body.startsWith("{") != (dialect == atList);
        Reading reading = read(dialect, Map.of(), body);
        if (!elsewhere) {
          assertThat(reading.kind()).as(body).isEqualTo(Reading.Kind.FAILED);
          assertThat(reading.detail()).contains("its elements are at /*");
        }
      }
    }
    assertThat(read(wanted, Map.of(), "[{\"id\":1}]").events()).hasSize(1);
    assertThat(read(wantedText, Map.of(), "[]").events()).hasSize(1);
  }

  @Test
  void eventsAreSkippedOrTaken() {
    String at = "at = \"/*\", seq = \"/s\"";
    FileDialect skips =
        dialect(
            "", RULES + "events { " + at + ", skip { equals { \"/t\" = beat }, has = \"/x\" } }");
    FileDialect takes =
        dialect(
            "", RULES + "events { " + at + ", only { equals { \"/t\" = news }, has = \"/s\" } }");
    String body =
        "[{\"t\":\"beat\",\"s\":1},{\"x\":1,\"s\":2},{\"t\":\"news\",\"s\":3},{\"t\":\"news\"}]";

    assertThat(read(skips, Map.of(), body).events())
        .extracting(PolledEvent::seq)
        .containsExactly(3L, -1L);
    assertThat(read(takes, Map.of(), body).events())
        .extracting(PolledEvent::seq)
        .containsExactly(3L);
    assertThat(read(skips, Map.of(), "[{\"t\":\"beat\"}]").kind()).isEqualTo(Reading.Kind.EMPTY);
  }

  @ParameterizedTest
  @CsvSource({
    "us,1795773600123456,1795773600123456",
    "ms,1795773600123,1795773600123000",
    "s,1795773600,1795773600000000",
    "s,1795773600.5,1795773600500000",
    "ns,1795773600123456789,1795773600123457",
    "iso,\"2026-11-27T10:00:00.123456789Z\",1795773600123456",
    "iso,\"2026-11-27T12:00:00+02:00\",1795773600000000",
    "iso,\"2026-11-27T12:00:00+0200\",1795773600000000",
    "iso,\"2026-11-27T04:30:00.5-0530\",1795773600500000",
    "ms,\"1795773600123\",1795773600123000"
  })
  void instantsAreMicroseconds(String unit, String value, long micros) {
    FileDialect dialect = dialect("", RULES + "events.planned-at = \"/at | " + unit + "\"");

    assertThat(read(dialect, Map.of(), "{\"at\":" + value + "}").events().get(0).plannedAtMicros())
        .isEqualTo(micros);
  }

  @Test
  void fieldThatDoesNotFitIsUnknownByItself() {
    FileDialect dialect =
        dialect(
            "",
            RULES
                + "events { id = \"/id\", seq = \"/s\", channel = \"/c\", planned-at = \"/at | us\" }");
    Reading reading =
        read(dialect, Map.of(), "{\"id\":\"x\",\"s\":-1,\"c\":[],\"at\":1795773600123}");

    assertThat(reading.events()).hasSize(1);
    PolledEvent event = reading.events().get(0);
    assertThat(event.id()).isPositive();
    assertThat(event.seq()).isEqualTo(PolledEvent.UNKNOWN);
    assertThat(event.channel()).isEqualTo("default");
    assertThat(event.plannedAtMicros()).isEqualTo(PolledEvent.UNKNOWN);
    assertThat(reading.misfits())
        .extracting(misfit -> misfit.kind())
        .containsExactlyInAnyOrder(
            "seq is negative",
            "channel is an object or a list",
            "planned-at is no instant of our days in us, but is one in ms");
  }

  @Test
  void delayIsReadInItsUnit() {
    FileDialect dialect =
        dialect(
            "",
            """
            answers = [
              { status = 200, then = events, delay = "/wait | ms" }
              { status = 200, then = empty, delay = "header X-Wait | s" }
              { status = 429, then = throttle }
            ]
            events.at = "/e/*"
            """);
    DialectState start = dialect.start("http://h", "c1", 0, "r");

    assertThat(read(dialect, Map.of(), "{\"e\":[1],\"wait\":250}").delay())
        .isEqualTo(Duration.ofMillis(250));
    assertThat(read(dialect, Map.of("X-Wait", "0.5"), "{\"e\":[]}").delay())
        .isEqualTo(Duration.ofMillis(500));
    for (String none : new String[] {"-1", "0", "x", "1e400", "999999999"}) {
      assertThat(read(dialect, Map.of("X-Wait", none), "{\"e\":[]}").delay()).as(none).isNull();
    }
    assertThat(read(dialect, start, 429, Map.of("Retry-After", "2.5"), "").delay())
        .isEqualTo(Duration.ofMillis(2_500));
  }

  @Test
  void sameBodyForAnotherChannelIsOfThatChannel() {
    FileDialect dialect = dialect("", RULES + "events.seq = \"/s\"");
    for (String channel : new String[] {"a", "b", "a"}) {
      Reading reading =
          read(dialect, dialect.start("http://h", channel, 0, "r"), 200, Map.of(), "{\"s\":1}");
      assertThat(reading.events().get(0).channel()).isEqualTo(channel);
    }
  }

  @Test
  void stateThatDoesNotChangeIsTheSame() {
    FileDialect dialect = dialect("cursors.x = \"/x\"", "query.x = \"${x}\"\n" + RULES);
    DialectState at1 = read(dialect, Map.of(), "{\"x\":1}").next();

    assertThat(read(dialect, at1, 200, Map.of(), "{\"x\":1}").next()).isSameAs(at1);
  }

  @Test
  void oneConfirmationAnAnswerWhereEventsKeepNothing() {
    FileDialect dialect =
        dialect("ack { method = POST, body.text = \"3\" }", RULES + "events.at = \"/*\"");

    assertThat(read(dialect, Map.of(), "[1,2]").acks()).hasSize(1);
    assertThat(read(dialect, Map.of(), "[]").acks()).isEmpty();
  }

  @Test
  void resetForgetsWhatTheRuleSays() {
    FileDialect dialect =
        dialect(
            "cursors { a { from = \"header A\", first = x }, b { from = \"header B\", first = y } }",
            """
            query { a = "${a}", b = "${b}" }
            answers = [
              { status = 200, then = events }
              { status = 204, then = empty }
              { status = 409, then = reset, forget = a }
            ]
            """);
    DialectState known = read(dialect, Map.of("A", "1", "B", "2"), "n").next();

    Reading reset = read(dialect, known, 409, Map.of("A", "7", "B", "8"), "");

    assertThat(reset.kind()).isEqualTo(Reading.Kind.RESET);
    assertThat(reset.next().value("a")).isEqualTo("x");
    assertThat(reset.next().value("b")).isEqualTo("8");
  }

  @Test
  void namedAndStarredPointersMeet() {
    FileDialect dialect =
        dialect(
            "cursors { x = \"/0/x\", y = \"/*/y/*/n\", z = \"/1/*/0/n\" }",
            "query { x = \"${x}\", y = \"${y}\", z = \"${z}\" }\n"
                + RULES
                + "events { at = \"/*\", seq = \"/x\" }");
    Reading reading =
        read(
            dialect,
            Map.of(),
            "[{\"x\":1,\"y\":[{\"n\":2}]},{\"x\":5,\"y\":[{\"n\":3},{\"n\":4}]}]");

    assertThat(reading.events()).extracting(PolledEvent::seq).containsExactly(1L, 5L);
    assertThat(reading.next().value("x")).isEqualTo("1");
    assertThat(reading.next().value("y")).isEqualTo("4");
    assertThat(reading.next().value("z")).isEqualTo("3");
  }

  /** Nacos: the client sends the MD5 of the content that it has, and fetches what changed apart. */
  @Test
  void cursorOfTheFollowUpOnly() {
    FileDialect dialect =
        DialectFiles.parse(
            """
            delivery = state
            hold { min = 1s, max = 60s, early = 500ms }
            cursors.md5 { from = "body | md5", first = "", in = follow-up }
            poll {
              method = POST
              path = "/v1/cs/configs/listener"
              headers.Long-Pulling-Timeout = "${hold | ms}"
              body.form.Listening-Configs = "${channel}\\u0002G\\u0002${md5}\\u0001"
              answers = [
                { status = 200, body = empty, then = empty }
                { status = 200, then = follow-up }
              ]
            }
            follow-up {
              path = "/v1/cs/configs"
              query { dataId = "${channel}", group = G }
              answers = [{ status = 200, then = events }]
              events.format = text
            }
            """,
            "nacos.conf",
            Map.of());
    DialectState start = dialect.start("http://h", "c1", 0, "r");
    Reading changed = read(dialect, start, 200, Map.of(), "c1%02G%01");
    Reading content =
        dialect.read(
            Purpose.FOLLOW_UP,
            changed.next(),
            200,
            name -> null,
            "hello".getBytes(StandardCharsets.UTF_8));
    FileRequest next = dialect.request(Purpose.POLL, content.next(), Duration.ofSeconds(30));

    assertThat(changed.kind()).isEqualTo(Reading.Kind.FOLLOW_UP);
    assertThat(changed.followUp()).isTrue();
    assertThat(changed.next()).isEqualTo(start);
    assertThat(content.kind()).isEqualTo(Reading.Kind.EVENTS);
    assertThat(next.headers()).contains(Map.entry("Long-Pulling-Timeout", "30000"));
    assertThat(new String(next.body(), StandardCharsets.UTF_8))
        .isEqualTo("Listening-Configs=c1%02G%025d41402abc4b2a76b9719d911017c592%01");
  }
}
