package longpoll.finding;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import longpoll.finding.Finding.Moment;
import longpoll.finding.Finding.Verdict;

/** Reports with one of everything, one of them hostile. */
public final class SampleFindings {
  private SampleFindings() {}

  public static FindingReport contract() {
    return report(
        FindingReport.Kind.CONTRACT,
        "LongPollAPI",
        List.of("measured"),
        List.of(figure("hold.empty.p50", "Hold time of empty polls, p50", "ms", 10_004.2)),
        List.of(
            new Finding(
                "empty-without-body",
                "An empty answer has no body",
                Verdict.FAIL,
                "14 bytes came on the connection 10.0 s after a 204 was complete: \"Event"
                    + " occurred\". A client reads them as the beginning of its next answer.",
                "RFC 9110, 15.3.5: a 204 ends with its head.",
                "Answer 200 when there is an event, and 204 only when the hold is over.",
                List.of(
                    new Moment(0, "poll 1", "GET /poll HTTP/1.1 sent"),
                    new Moment(1_204, "poll 1", "HTTP/1.0 204, complete"),
                    new Moment(10_004_100, "poll 1", "14 bytes: \"Event occurred\""),
                    new Moment(10_004_350, "poll 1", "the server closes the connection"))),
            new Finding(
                "status-permitted",
                "Only permitted statuses come",
                Verdict.PASS,
                "12 polls: 204 12 times.",
                "The API definition permits 200 and 204.",
                "",
                List.of()),
            new Finding(
                "delivered-parses",
                "A 200 is the JSON that it says",
                Verdict.UNKNOWN,
                "No event came while the API was examined.",
                "",
                "",
                List.of())));
  }

  public static FindingReport audit() {
    return report(
        FindingReport.Kind.AUDIT,
        "http://127.0.0.1:8080/poll",
        List.of("direct", "via"),
        List.of(
            figure("lag.p50", "Delivery lag, p50", "ms", 1.02, 1.93),
            figure("polls.perDay", "Polls a client sends in a day", "", 2880.0, 8640.0),
            figure("cut.p50", "Cut after, p50", "s", null, 10.0)),
        List.of(
            new Finding(
                "hold-survives",
                "The hop lets polls be held",
                Verdict.PASS,
                "20 of 20 polls were held to the limit.",
                "",
                "",
                List.of())));
  }

  /** With what a server may send, where it has not been made printable. */
  public static FindingReport hostile() {
    String text = "<script>alert(1)</script> & \"\u001b[31m\u0000";
    return report(
        FindingReport.Kind.CONTRACT,
        text,
        List.of(text),
        List.of(figure("x", text, "ms", 1.0)),
        List.of(
            new Finding(
                "status-permitted",
                text,
                Verdict.FAIL,
                text,
                text,
                text,
                List.of(new Moment(0, text, text)))));
  }

  private static Figure figure(String name, String title, String unit, Double... values) {
    return new Figure(name, title, unit, Arrays.asList(values));
  }

  private static FindingReport report(
      FindingReport.Kind kind,
      String title,
      List<String> columns,
      List<Figure> figures,
      List<Finding> findings) {
    return new FindingReport(
        kind,
        title,
        Instant.parse("2026-11-28T06:30:00Z"),
        42_300,
        List.of(
            new FindingReport.Section(
                title,
                List.of(
                    new FindingReport.Fact("URL", "http://localhost:8000/poll"),
                    new FindingReport.Fact("Hold limit", "30 s")),
                columns,
                figures,
                findings,
                List.of("method POST of type rest is left alone"))));
  }
}
