package longpoll.contract;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import longpoll.dialect.ArticleDialect;
import longpoll.dialect.Dialect;
import longpoll.dialect.NativeDialect;
import longpoll.dialect.PollRequest;
import longpoll.finding.Figure;
import longpoll.finding.Finding;
import longpoll.finding.Finding.Moment;
import longpoll.finding.FindingReport;
import longpoll.finding.FindingReport.Fact;
import longpoll.finding.FindingReport.Section;
import longpoll.settings.Settings;
import longpoll.text.Excerpt;
import longpoll.transport.ExchangeObserver;
import longpoll.transport.ExchangePlan;
import longpoll.transport.ObservedClient;
import longpoll.transport.stub.LoopbackStub;

/**
 * Judges long-poll APIs by a few dozen polls each, one API after the other. Takes two to four hold
 * limits for each. Blocks.
 */
public final class ContractCheck {
  /** Where nobody says how long a poll is held: the article's. */
  private static final Duration USUAL_HOLD = Duration.ofSeconds(30);

  /** Where a poll asks for its hold and nobody says for how long. */
  private static final Duration ASKED_HOLD = Duration.ofSeconds(5);

  private static final Settings.Body BODY = new Settings.Body(16 << 20, 0.25);

  private static final int REHEARSALS = 200;
  private static final byte[] REHEARSED =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
          .getBytes(StandardCharsets.ISO_8859_1);

  private static final List<Check> CHECKS =
      List.of(
          new StatusPermitted(),
          new PollHeld(),
          new EmptyAtHoldLimit(),
          new EmptyWithoutBody(),
          new ServedSideBySide(),
          new DeliveredParses(),
          new HeldPollDelivers(),
          new EventsBetweenPolls(),
          new ClientGoneAndBack(),
          new UnknownCursor(),
          HeldInAnyCase.withoutParameters(),
          HeldInAnyCase.withMisspeltParameters(),
          new KeepAlive(),
          new NotCached(),
          new HttpVersion(),
          new OldHttp(),
          new MethodRefused());

  private final Settings.Tls tls;
  private final Consumer<String> progress;
  private final Duration usualHold;

  /**
   * @param progress told, a line each, what is done and how long it may take
   */
  public ContractCheck(Settings.Tls tls, Consumer<String> progress) {
    this(tls, progress, USUAL_HOLD);
  }

  /**
   * @param usualHold where nobody says how long a poll is held
   */
  ContractCheck(Settings.Tls tls, Consumer<String> progress, Duration usualHold) {
    this.tls = tls;
    this.progress = progress;
    this.usualHold = usualHold;
  }

  /**
   * @param title of the whole
   * @throws longpoll.target.TargetException when a target cannot be reached, or does not speak HTTP
   * @throws longpoll.settings.SettingsException when the trust store cannot be read
   */
  public FindingReport check(String title, List<ContractSubject> subjects)
      throws InterruptedException {
    rehearse();
    Instant started = Instant.now();
    List<Section> sections = new ArrayList<>();
    for (ContractSubject subject : subjects) {
      sections.add(section(subject));
    }
    long took = Duration.between(started, Instant.now()).toMillis();
    return new FindingReport(FindingReport.Kind.CONTRACT, title, started, took, sections);
  }

  /** Code that has never run is slow, and would be taken for the server's slowness. */
  private static void rehearse() throws InterruptedException {
    try (LoopbackStub stub = new LoopbackStub(1, poll -> REHEARSED);
        ExchangeObserver observer =
            new ExchangeObserver(stub.poll(), new Settings.Tls(false, ""), BODY)) {
      ObservedClient client = observer.client(true);
      ExchangePlan plan =
          ExchangePlan.of(PollRequest.PLAIN, Examination.PATIENCE).keepingTheConnection();
      for (int i = 0; i < REHEARSALS; i++) {
        client.send(plan).get();
      }
    } catch (IOException | ExecutionException e) {
      // The first polls are slower then; what stood still meanwhile is known.
    }
  }

  private Section section(ContractSubject subject) throws InterruptedException {
    try (ExchangeObserver observer =
        new ExchangeObserver(subject.url(), subject.method(), tls, BODY)) {
      Examination asked = asked(subject, observer);
      observer.masking(asked::masked);
      progress.accept(
          subject.name()
              + ": two polls first, then some dozens side by side: two to four times the hold limit"
              + " of "
              + seconds(asked.hold())
              + ", so up to "
              + seconds(asked.hold().multipliedBy(4)));
      FirstLook look = FirstLook.take(asked);
      Examination about = learnt(asked, look);
      return section(evidence(about, look));
    }
  }

  private Evidence evidence(Examination about, FirstLook look) throws InterruptedException {
    if (look.serial()) {
      progress.accept(
          about.subject().name() + ": serves one poll at a time, so that most is not examined");
      WithEvents none = WithEvents.none("not looked for", look);
      return new Evidence(about, look, SideBySide.ofSerial(about, look.position()), none);
    }
    // Events first: after them a client has a cursor, in protocols that give none without.
    try (Events publisher = new Events(about, look.isOurs())) {
      WithEvents events = WithEvents.examine(about, look, publisher);
      return new Evidence(about, look, SideBySide.examine(about, events.position()), events);
    }
  }

  private Examination asked(ContractSubject subject, ExchangeObserver observer) {
    Dialect dialect = subject.dialect() == null ? new ArticleDialect() : subject.dialect();
    String source = subject.dialect() == null ? "the usual one" : subject.dialectSource();
    if (subject.hold() != null) {
      return Examination.of(
          subject, dialect, source, subject.hold(), true, subject.holdSource(), observer, tls);
    }
    Duration hold = dialect.asksForHold() ? ASKED_HOLD : usualHold;
    if (dialect.holdProblem(hold) != null) {
      hold = dialect.shortestHold();
    }
    return Examination.of(
        subject,
        dialect,
        source,
        hold,
        // Our own server makes a hold shorter than was asked where its own limit is.
        dialect.asksForHold() && !dialect.isSpokenByBundledServer(),
        dialect.asksForHold() ? "the poll asks for it" : "assumed, since nobody says it",
        observer,
        tls);
  }

  /** What the first look says of a dialect or of a limit that nobody has named. */
  private static Examination learnt(Examination about, FirstLook look) {
    ContractSubject subject = about.subject();
    boolean toNative =
        subject.dialect() == null && look.one().exchange().header("Poll-Next") != null;
    Dialect dialect = toNative ? new NativeDialect() : about.dialect();
    String source =
        subject.dialect() != null
            ? about.dialectSource()
            : toNative
                ? "the first answer has Poll-Next"
                : "the usual one, since the first answer has no Poll-Next";
    boolean measured =
        !about.holdKnown()
            && isHeldToTheEnd(about, look.one())
            && isHeldToTheEnd(about, look.two())
            && !look.serial();
    Duration hold =
        measured
            ? Duration.ofMillis(Math.min(look.one().heldMicros(), look.two().heldMicros()) / 1_000)
            : about.hold();
    boolean shorter = toNative && subject.hold() == null && hold.compareTo(ASKED_HOLD) > 0;
    return about.with(
        dialect,
        source,
        shorter ? ASKED_HOLD : hold,
        about.holdKnown(),
        toNative && subject.hold() == null
            ? "the poll asks for it"
            : measured ? "measured, since nobody says it" : about.holdSource());
  }

  private static boolean isHeldToTheEnd(Examination about, Polled poll) {
    return poll.isEmpty() && !poll.cameWithin(about.atOnceMicros());
  }

  private static Section section(Evidence evidence) {
    Examination about = evidence.about();
    List<Finding> findings =
        CHECKS.stream().map(check -> masked(about, check.judge(evidence))).toList();
    return new Section(
        Excerpt.of(about.subject().name()),
        facts(evidence),
        List.of("measured"),
        figures(evidence),
        findings,
        evidence.look().serial()
            ? List.of("The server serves one poll at a time: most was not examined")
            : List.of());
  }

  private static Finding masked(Examination about, Finding finding) {
    return new Finding(
        finding.id(),
        finding.title(),
        finding.verdict(),
        Excerpt.sentence(about.masked(finding.found())),
        finding.rule(),
        finding.advice(),
        finding.timeline().stream()
            .map(each -> new Moment(each.micros(), each.client(), about.masked(each.what())))
            .toList());
  }

  private static List<Fact> facts(Evidence evidence) {
    Examination about = evidence.about();
    ContractSubject subject = about.subject();
    return List.of(
        new Fact("URL", subject.url().toString()),
        new Fact("method", evidence.look().one().method()),
        new Fact("dialect", about.dialect().name() + " (" + about.dialectSource() + ")"),
        new Fact("hold limit", seconds(about.hold()) + " (" + about.holdSource() + ")"),
        new Fact(
            "permitted statuses",
            subject.permitted().isEmpty()
                ? "what the dialect takes"
                : subject.permitted() + " (" + subject.permittedSource() + ")"),
        new Fact("events", evidence.events().source()));
  }

  private static List<Figure> figures(Evidence evidence) {
    List<Polled> all = evidence.all();
    List<Figure> figures = new ArrayList<>();
    figures.add(figure("polls", "polls", "", (double) all.size()));
    Map<Integer, Integer> statuses = new TreeMap<>();
    all.stream()
        .filter(poll -> poll.status() != 0)
        .forEach(poll -> statuses.merge(poll.status(), 1, Integer::sum));
    statuses.forEach(
        (status, count) ->
            figures.add(figure("status." + status, "answers with " + status, "", (double) count)));
    double[] empties =
        evidence.ordinary().stream()
            .filter(poll -> poll.isEmpty() && poll.heldMicros() != null)
            .mapToDouble(poll -> poll.heldMicros() / 1e3)
            .sorted()
            .toArray();
    if (empties.length > 0) {
      figures.add(figure("hold.empty.min", "shortest empty hold", "ms", empties[0]));
      figures.add(
          figure("hold.empty.max", "longest empty hold", "ms", empties[empties.length - 1]));
    }
    return figures;
  }

  private static Figure figure(String name, String title, String unit, Double value) {
    return new Figure(name, title, unit, List.of(value));
  }

  private static String seconds(Duration duration) {
    long millis = duration.toMillis();
    return millis % 1_000 == 0
        ? millis / 1_000 + " s"
        : String.format(Locale.ROOT, "%.2f s", millis / 1e3);
  }
}
