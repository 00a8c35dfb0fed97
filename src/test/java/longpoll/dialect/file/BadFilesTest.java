package longpoll.dialect.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import longpoll.dialect.Purpose;
import longpoll.dialect.file.DialectFileException.Mistake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each mistake in a file is named by its path, its line, the value, and what would be right. */
class BadFilesTest {
  private static final String GOOD =
      """
      delivery = broadcast
      hold { min = 1s, max = 60s }
      cursors.next = "/next"
      poll {
        path = "/events"
        query { since = "${next}", wait = "${hold | s}" }
        answers = [
          { status = 200, then = events }
          { status = 204, then = empty }
        ]
        events { at = "/events/*", id = "/id" }
      }
      """;

  private static void parse(String text) {
    DialectFiles.parse(text, "my.conf", Map.of("TOKEN", "s3cret"));
  }

  private static void assertMistake(String text, String... messages) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(DialectFileException.class)
        .hasMessageContainingAll(messages)
        .hasMessageStartingWith("my.conf: ");
  }

  /** The good file with one thing in it replaced. */
  private static void assertMistakeWith(String what, String instead, String... messages) {
    assertThat(GOOD).contains(what);
    assertMistake(GOOD.replace(what, instead), messages);
  }

  @Test
  void theGoodOneIsGood() {
    parse(GOOD);
  }

  @Test
  void templateInAName() {
    String poll = "query { since = \"${next}\", wait = \"${hold | s}\" }";
    assertMistakeWith(
        poll,
        poll + "\nmethod = POST\nbody.form { \"/${channel}\" = \"${next}\" }",
        "line 8: poll.body.form./${channel}: is a name, and is sent as it stands",
        "write the whole body as body.text");
    assertMistakeWith(
        poll,
        poll + "\nmethod = POST\nbody.json { at = [{ \"${channel}\" = 1 }] }",
        "line 8: poll.body.json.at.${channel}: is a name");
    assertMistakeWith(
        poll,
        poll + "\nmethod = POST\nbody.form { at.json { \"${channel}\" = 1 } }",
        "json.${channel}: is a name");
    assertMistakeWith(
        "wait = ", "\"${channel}\" = \"1\", wait = ", "poll.query.${channel}: is a name");
  }

  @Test
  void fileThatIsNotHocon() {
    assertMistake("poll { path = ", "is not HOCON");
    assertMistake("<html>", "line 1: is not HOCON");
  }

  @Test
  void includeOfAnotherFile() {
    for (String what :
        new String[] {"url(\"http://127.0.0.1:1/x\")", "file(\"/etc/hosts\")", "\"x\""}) {
      assertMistake("include " + what + "\n" + GOOD, "is not HOCON", "a dialect is one file");
    }
  }

  @Test
  void fileThatIsNotUtf8(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("my.conf");
    Files.write(file, new byte[] {'a', (byte) 0xff, (byte) 0xfe});

    assertThatThrownBy(() -> DialectFiles.read(file, Map.of())).hasMessage("my.conf: is not UTF-8");
  }

  @Test
  void fileThatIsTooLarge(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("my.conf");
    Files.write(file, new byte[2_000_000]);

    assertThatThrownBy(() -> DialectFiles.read(file, Map.of()))
        .hasMessage("my.conf: is larger than 1048576 bytes");
  }

  @Test
  void emptyFileNamesAllThatIsMissing() {
    assertMistake(
        "", "delivery: is missing: broadcast (each user gets each event)", "poll: is missing");
  }

  @Test
  void allMistakesAreNamedAtOnceInTheOrderOfTheFile() {
    DialectFileException e =
        catchThrowableOfType(
            DialectFileException.class,
            () ->
                parse(
                    GOOD.replace("path", "pth")
                        .replace("${next}", "${nxt}")
                        .replace("id =", "ids =")));

    assertThat(e.mistakes()).hasSize(4);
    assertThat(e.mistakes()).extracting(Mistake::line).isSorted();
    assertThat(e.mistakes())
        .extracting(Mistake::path)
        .containsExactly("cursors.next", "poll.pth", "poll.query.since", "poll.events.ids");
  }

  @Test
  void unknownKeyHasTheNearestKnownOne() {
    assertMistakeWith(
        "path =", "pth =", "my.conf: line 5: poll.pth: is unknown: did you mean path?");
    assertMistakeWith(
        "status = 204", "statu = 204", "poll.answers[2].statu: is unknown: did you mean status?");
    assertMistakeWith(
        "delivery =", "frobnicate = 1\ndelivery =", "frobnicate: is unknown: the keys here are ");
  }

  @Test
  void valueOfTheWrongType() {
    assertMistakeWith(
        "path = \"/events\"", "path = [1]", "line 5: poll.path: is a list: a text is expected");
    assertMistakeWith(
        "query {", "headers = 7, query {", "poll.headers: is '7': a block { ... } is expected");
    assertMistakeWith(
        "{ status = 204, then = empty }", "empty", "poll.answers[2]: is 'empty': a block");
    assertMistakeWith(
        "then = empty",
        "then = nothing",
        "poll.answers[2].then: is 'nothing': one of events, empty, other, gap");
    assertMistakeWith(
        "= broadcast", "= multicast", "delivery: is 'multicast': one of broadcast, queue, state");
    assertMistakeWith(
        "status = 204", "status = 99", "answers[2].status: is '99': a status from 100 to 599");
    assertMistakeWith(
        "status = 204", "status = ok", "answers[2].status: is 'ok': a status from 100 to 599");
  }

  @Test
  void templateWithAnUnknownNameListsTheKnownOnes() {
    assertMistakeWith(
        "${next}",
        "${nxt}",
        "line 6: poll.query.since: ${nxt} is an unknown name here: did you mean next?; the names here"
            + " are target, channel, user, run, hold, next, env.NAME");
    assertMistakeWith("${next}", "${seq}", "${seq} is an unknown name here");
  }

  @Test
  void templateThatIsNotClosed() {
    assertMistakeWith(
        "${next}", "${next", "poll.query.since: '${next' opens ${ and does not close it");
  }

  @Test
  void substitutionOutsideOfQuotes() {
    assertMistakeWith(
        "\"${next}\"", "${next}", "a substitution outside of quotes", "as in \"${channel}\"");
  }

  @Test
  void environmentVariableThatIsNotSet() {
    assertMistakeWith(
        "path =",
        "headers.Authorization = \"Bearer ${env.API_TOKEN}\", path =",
        "poll.headers.Authorization: the environment variable API_TOKEN is not set");
  }

  @Test
  void secretIsInNoMessageAndNoText() throws Exception {
    String withSecret =
        GOOD.replace("path =", "headers.Authorization = \"Bearer ${env.TOKEN}\", path =");
    FileDialect dialect = DialectFiles.parse(withSecret, "my.conf", Map.of("TOKEN", "s3cret"));
    DialectState state = dialect.start("http://127.0.0.1", "c", 1, "r");
    FileRequest request = dialect.request(Purpose.POLL, state, java.time.Duration.ofSeconds(1));

    assertThat(request.headers().get(0).getValue()).isEqualTo("Bearer s3cret");
    assertThat(request + " " + dialect + state).doesNotContain("s3cret").contains("${env.TOKEN}");
    assertThat(dialect.read(Purpose.POLL, state, 403, h -> null, "s3cret".getBytes()).detail())
        .contains("credentials were sent in header Authorization")
        .doesNotContain("s3cret");
    assertThatThrownBy(() -> parse(withSecret.replace("Bearer ", "\\r\\n")))
        .hasMessageContaining("no header may hold")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void secretWithALineBreakFitsNoHeader() {
    assertThatThrownBy(
            () ->
                DialectFiles.parse(
                    GOOD.replace("path =", "headers.X = \"${env.TOKEN}\", path ="),
                    "my.conf",
                    Map.of("TOKEN", "s3c\nret")))
        .hasMessageContaining("poll.headers.X: '${env.TOKEN}' has a line break")
        .hasMessageNotContaining("s3c");
  }

  @Test
  void holdWithoutItsUnit() {
    assertMistakeWith(
        "${hold | s}", "${hold}", "poll.query.wait: ${hold} needs its unit: write ${hold | s}");
    assertMistakeWith(
        "${hold | s}",
        "${hold | s | base64}",
        "poll.query.wait: ${hold | s | base64}: nothing can follow the unit");
  }

  @Test
  void holdThatNobodyAsksFor() {
    assertMistakeWith(
        ", wait = \"${hold | s}\"",
        "",
        "line 2: hold: is asked for by the client, but poll does not send");
    assertMistakeWith(
        "hold { min = 1s, max = 60s }",
        "hold = server",
        "hold: is not the client's, but poll sends ${hold}");
  }

  @Test
  void holdOutOfRange() {
    assertMistakeWith("max = 60s", "max = 25h", "hold.max: is 25h: more than 0s and at most 24h");
    assertMistakeWith("min = 1s", "min = 61s", "hold.min: is 61s, which is more than max");
    assertMistakeWith(
        "min = 1s", "min = 1", "hold.min: is '1': a duration with its unit is expected");
    assertMistakeWith(
        "min = 1s, ", "", "hold: has no min of at least 1s, but poll writes whole seconds");
    assertMistakeWith(
        "max = 60s",
        "max = 60s, late = \"hold/0\"",
        "hold.late: is 'hold/0': hold/N with N from 1");
  }

  @Test
  void sourceThatCannotBeRead() {
    assertMistakeWith(
        "id = \"/id\"",
        "id = id",
        "poll.events.id: 'id': a source starts with /POINTER, body, event or header NAME");
    assertMistakeWith(
        "id = \"/id\"", "id = \"/id | upper\"", "'upper' is no step; the steps are json, base64");
    assertMistakeWith(
        "id = \"/id\"", "id = \"/id | /x\"", "a pointer can only follow json: write | json | /x");
    assertMistakeWith(
        "id = \"/id\"",
        "planned-at = \"/at\"",
        "poll.events.planned-at: is '/at', which has no unit: write /at | us");
    assertMistakeWith(
        "= \"/next\"",
        "= \"/next | largest\"",
        "cursors.next: '/next | largest' picks one of several");
  }

  @Test
  void cursorThatIsNeverRead() {
    assertMistakeWith(
        "cursors.next = \"/next\"",
        "cursors.next { first = 1 }",
        "line 3: cursors.next: is never read from an answer");
  }

  @Test
  void cursorThatIsNeverSent() {
    assertMistakeWith("since = \"${next}\", ", "", "line 3: cursors.next: is never sent");
  }

  @Test
  void cursorWithAReservedName() {
    assertMistakeWith(
        "cursors.next = \"/next\"",
        "cursors { next = \"/next\", channel = \"/c\" }",
        "cursors.channel: is a name of the harness");
  }

  @Test
  void cursorInAPathThatTheFirstPollDoesNotKnow() {
    assertMistakeWith(
        "path = \"/events\"",
        "path = \"/events/${next}\"",
        "poll.path: is '/events/${next}', but a value in it is not known to the first poll");
  }

  @Test
  void ruleThatCanNeverMatch() {
    assertMistakeWith(
        "status = 204,",
        "status = 204, has = \"/x\",",
        "line 9: poll.answers[2]: can never match: /x is there, but 204 has no body");
    assertMistakeWith(
        "status = 204,",
        "status = 200, has = \"/x\", lacks = \"/x\",",
        "answers[2]: can never match: /x is there, but /x is not there");
    assertMistakeWith(
        "status = 204,",
        "status = 200, body = empty, equals { \"/x\" = 1 },",
        "answers[2]: can never match: body is empty, but /x equals '1'");
    assertMistakeWith(
        "status = 204,",
        "status = 204, changed = next, unchanged = next,",
        "answers[2]: can never match: next changed, but next is unchanged");
    assertMistakeWith(
        "then = events", "events = none, then = events", "answers[1]: can never match");
  }

  @Test
  void ruleThatIsHidden() {
    assertMistakeWith(
        "{ status = 204, then = empty }",
        "{ status = [200, 204], then = empty }, { status = 204, has = \"header X\", then = gap }",
        "poll.answers[3]: is hidden by rule 2, which comes first");
    assertMistakeWith(
        "{ status = 204, then = empty }",
        "{ status = 2xx, then = empty }, { status = 200, equals { \"/a\" = 1 }, then = reset }",
        "poll.answers[3]: is hidden by rule 2");
  }

  @Test
  void rulesWithoutAnEmpty() {
    assertMistakeWith(
        "then = empty", "then = closed", "line 7: poll.answers: has no rule with then = empty");
  }

  @Test
  void rulesWithoutNews() {
    assertMistakeWith(
        "then = events", "then = failed, kind = x", "poll.answers: has no rule with then = events");
  }

  @Test
  void failureWithoutAKind() {
    assertMistakeWith(
        "then = empty }",
        "then = empty }, { status = 201, then = failed }",
        "answers[3].kind: is missing");
    assertMistakeWith(
        "then = empty }",
        "then = empty }, { status = 201, then = failed, kind = \"A b\" }",
        "answers[3].kind: is 'A b': small letters");
  }

  @Test
  void delayWithoutAUnit() {
    assertMistakeWith(
        "then = empty }",
        "then = empty }, { status = 429, then = throttle, delay = \"/wait\" }",
        "answers[3].delay: is '/wait', which has no unit");
  }

  @Test
  void followUpAndAckThatAreNotThere() {
    assertMistakeWith(
        "then = empty }",
        "then = empty }, { status = 201, then = follow-up }",
        "asks for a follow-up, but the file has no follow-up { }");
    assertMistakeWith(
        "id = \"/id\"",
        "keep.receipt = \"/r\"",
        "poll.events.keep: is for ack { }, which the file does not have");
  }

  @Test
  void keptValueThatNobodySends() {
    assertMistake(
        GOOD.replace("id = \"/id\"", "keep.receipt = \"/r\"") + "ack { method = DELETE }",
        "ack: does not send ${receipt}");
  }

  @Test
  void requestThatCannotBeSent() {
    assertMistakeWith(
        "path =", "method = post, path =", "poll.method: is 'post': a method in capitals");
    assertMistakeWith("\"/events\"", "events", "poll.path: is 'events': a path that starts with /");
    assertMistakeWith(
        "\"/events\"",
        "\"/events?a=b\"",
        "poll.path: is '/events?a=b': a query belongs into query { }");
    assertMistakeWith("path =", "body.json {}, path =", "poll.body: stands in a GET");
    assertMistakeWith(
        "path =",
        "method = POST, body { text = a, form {} }, path =",
        "poll.body: one of json, form and text");
    assertMistakeWith(
        "path =",
        "headers.Host = x, path =",
        "poll.headers: has Host, which the client writes itself");
    assertMistakeWith(
        "path =",
        "headers.\"a b\" = x, path =",
        "poll.headers: has 'a b', which is no name of a header");
  }

  @Test
  void serverMayNotSendTheLoadElsewhere() {
    assertMistakeWith(
        "path = \"/events\"",
        "url = \"${next}/events\"",
        "poll.url: is '${next}/events': scheme and host cannot come from an answer");
    assertMistakeWith(
        "path = \"/events\"",
        "url = \"http://a${channel}/events\"",
        "poll.url: is 'http://a${channel}/events': http:// or https://, a host and a path");
    assertMistakeWith(
        "path = \"/events\"",
        "url = \"file:///etc\"",
        "poll.url: is 'file:///etc': http:// or https://");
  }

  @Test
  void publisherThatShakesHandsWithNobody() {
    assertMistake(
        GOOD + "publish { handshake = [login], method = POST }",
        "publish.handshake: has 'login': a name from session.handshake is expected");
  }

  @Test
  void handshakeThatUsesWhatALaterRequestTakes() {
    assertMistake(
        GOOD
            + """
            session.handshake = [
              { path = "/a", headers.X = "${token}" }
              { path = "/b", take.token = "/token" }
            ]
            """,
        "session.handshake[1].headers.X: ${token} is an unknown name here");
  }
}
