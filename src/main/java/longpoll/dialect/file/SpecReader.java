package longpoll.dialect.file;

import com.typesafe.config.ConfigValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import longpoll.dialect.Delivery;
import longpoll.dialect.file.Conversation.CursorSpec;

/**
 * Makes a dialect of a whole file: first all requests, since what they send says what is to be
 * read, then all answers. One for each file; not thread-safe.
 */
final class SpecReader {
  private final Section root;
  private final Conversation conversation;
  private final TemplateParser templates;
  private final Map<String, RequestTemplate> requests = new LinkedHashMap<>();
  private final Map<String, Section> sections = new LinkedHashMap<>();
  private final Map<String, Exchange> exchanges = new LinkedHashMap<>();

  SpecReader(Section root, Secrets secrets) {
    this.root = root;
    conversation = new Conversation(secrets);
    templates = new TemplateParser(conversation.names(), secrets);
  }

  FileDialect read(String name) {
    String description = root.text("description", "");
    Delivery delivery = delivery();
    HoldSpec hold = HoldSpec.read(root);
    boolean cookies = root.flag("cookies", true);
    conversation.readCursors(root);
    conversation.willAck(root.has("ack"));

    Section session = root.section("session");
    Set<String> known = new LinkedHashSet<>();
    List<String> handshake = new ArrayList<>();
    if (session != null) {
      readHandshake(session, "handshake", handshake, known);
    }
    readRequest("poll", root, scope(known, true));
    readRequest("follow-up", root, scope(known, true));
    for (String each : List.of("poll", "follow-up")) {
      Section events = sections.containsKey(each) ? sections.get(each).section("events") : null;
      if (events != null) {
        conversation.announce(events, "keep", false);
      }
    }
    Set<String> withKept = new LinkedHashSet<>(known);
    withKept.addAll(conversation.kept());
    readRequest("ack", root, scope(withKept, false));
    if (session != null) {
      readRequest("goodbye", session, scope(known, false));
      session.done();
    }
    List<String> publishHandshake = readPublish(handshake);
    root.done();
    conversation.close();

    compile(handshake, "handshake");
    compile(publishHandshake, "publish-handshake");
    compile(List.of("ack"), "ack");
    compile(List.of("goodbye"), "goodbye");
    compile(List.of("publish"), "publish");
    boolean hasFollowUp = sections.containsKey("follow-up");
    compileWithRules("poll", hasFollowUp);
    compileWithRules("follow-up", hasFollowUp);
    check(hold);
    return new FileDialect(
        name,
        description,
        delivery,
        hold,
        cookies,
        conversation.names(),
        conversation.first(),
        handshake,
        handshake.stream().map(exchanges::get).toList(),
        exchanges.get("poll"),
        exchanges.get("follow-up"),
        exchanges.get("ack"),
        exchanges.get("goodbye"),
        publishHandshake.stream().map(exchanges::get).toList(),
        exchanges.get("publish"),
        conversation.secrets());
  }

  private Delivery delivery() {
    List<String> words = List.of("broadcast", "queue", "state");
    if (!root.has("delivery")) {
      root.wrong(
          "delivery",
          "is missing: broadcast (each user gets each event), queue (each event goes to one user) or"
              + " state (an answer is the newest version) is expected");
    }
    return Delivery.valueOf(root.word("delivery", "broadcast", words).toUpperCase(Locale.ROOT));
  }

  private List<String> scope(Set<String> known, boolean hold) {
    List<String> scope = new ArrayList<>(Names.FIXED);
    if (hold) {
      scope.add(Names.HOLD);
    }
    conversation.cursors().forEach(cursor -> scope.add(cursor.name()));
    known.stream().filter(name -> !scope.contains(name)).forEach(scope::add);
    return scope;
  }

  /** Each request knows what those before it took. */
  private void readHandshake(Section session, String key, List<String> names, Set<String> known) {
    int number = 0;
    for (Section step : session.sections(key)) {
      number++;
      String name = step.text("name", "request " + number);
      if (names.contains(name)) {
        step.wrong("name", "is '" + name + "', which stands twice");
      }
      names.add(name);
      put(name, step, scope(known, true), conversation.uncertain(known));
      conversation.announce(step, "take", true);
      Section take = step.section("take");
      if (take != null) {
        known.addAll(take.keys());
      }
    }
  }

  private void readRequest(String key, Section parent, List<String> scope) {
    Section section = parent.section(key);
    if (section != null) {
      Set<String> taken = new LinkedHashSet<>(scope);
      conversation.cursors().stream()
          .filter(cursor -> !conversation.taken().contains(cursor.name()))
          .forEach(cursor -> taken.remove(cursor.name()));
      put(key, section, scope, conversation.uncertain(taken));
    } else if (key.equals("poll")) {
      root.wrong("poll", "is missing: the request that is held is expected");
    }
  }

  private void put(String key, Section section, List<String> scope, List<Integer> uncertain) {
    RequestTemplate request = new RequestReader(section, templates, scope, uncertain).read();
    sections.put(key, section);
    requests.put(key, request);
    conversation.requests().add(request);
  }

  /** The publisher shakes hands for itself: with requests of the session, or with others. */
  private List<String> readPublish(List<String> handshake) {
    List<String> names = new ArrayList<>();
    Section publish = root.section("publish");
    if (publish == null) {
      return names;
    }
    Set<String> known = new LinkedHashSet<>();
    for (ConfigValue each : publish.list("handshake")) {
      String name = Section.scalar(each);
      if (name == null || !handshake.contains(name)) {
        publish.wrong(
            "handshake",
            "has "
                + Section.kind(each)
                + ": a name from session.handshake is expected"
                + (handshake.isEmpty() ? "" : ", one of " + String.join(", ", handshake)));
        continue;
      }
      names.add(name);
      Section take = sections.get(name).section("take");
      if (take != null) {
        known.addAll(take.keys());
      }
    }
    List<String> scope = new ArrayList<>(Names.FIXED);
    scope.addAll(Names.PUBLISHED);
    scope.addAll(known);
    put("publish", publish, scope, List.of());
    return names;
  }

  private void compile(List<String> names, String failure) {
    for (String name : names) {
      if (sections.containsKey(name) && !exchanges.containsKey(name)) {
        exchanges.put(
            name,
            new ExchangeReader(sections.get(name), conversation)
                .withExpectation(requests.get(name), failure));
      }
    }
  }

  private void compileWithRules(String name, boolean hasFollowUp) {
    if (sections.containsKey(name)) {
      exchanges.put(
          name,
          new ExchangeReader(sections.get(name), conversation)
              .withRules(requests.get(name), hasFollowUp));
    }
  }

  private void check(HoldSpec hold) {
    Exchange poll = exchanges.get("poll");
    if (poll == null) {
      return;
    }
    if (sections.get("poll").has("answers")) {
      new RuleChecks(sections.get("poll"), poll.rules()).checkPoll(hold.by() != HoldSpec.By.NONE);
    }
    checkHold(hold, poll);
    checkCursors();
  }

  private void checkHold(HoldSpec hold, Exchange poll) {
    boolean sent = poll.request().uses(Template.HOLD);
    if (hold.by() == HoldSpec.By.CLIENT && !sent) {
      root.wrong(
          "hold",
          "is asked for by the client, but poll does not send ${hold | s}: send it, or write hold ="
              + " server where the server has a limit of its own");
    }
    if (hold.by() != HoldSpec.By.CLIENT && sent) {
      root.wrong("hold", "is not the client's, but poll sends ${hold}: take it out of one of them");
    }
    boolean whole =
        poll.request().templates().stream()
            .flatMap(template -> template.segments().stream())
            .anyMatch(
                segment ->
                    segment instanceof Template.Value value
                        && value.index() == Template.HOLD
                        && value.has("s"));
    if (whole && hold.min().compareTo(Duration.ofSeconds(1)) < 0) {
      root.wrong(
          "hold",
          "has no min of at least 1s, but poll writes whole seconds: write min = 1s, or"
              + " ${hold | decimal-s} where the server reads fractions");
    }
  }

  private void checkCursors() {
    Section block = root.section("cursors");
    for (CursorSpec cursor : conversation.cursors()) {
      if (cursor.sources().isEmpty() && !conversation.taken().contains(cursor.name())) {
        block.wrong(
            cursor.name(),
            "is never read from an answer: write from = ..., such as \"header X-Next\" or \"/next\"");
      }
      boolean inRule =
          exchanges.values().stream()
              .flatMap(exchange -> exchange.rules().stream())
              .flatMap(rule -> rule.conditions().stream())
              .anyMatch(
                  condition ->
                      condition instanceof Condition.Moved moved
                          && moved.index() == cursor.index());
      if (!inRule && !conversation.isSent(cursor.index())) {
        block.wrong(
            cursor.name(),
            "is never sent: no request has ${" + cursor.name() + "}, and no rule looks at it");
      }
    }
    for (String name : conversation.kept()) {
      if (!conversation.isSent(conversation.names().index(name))) {
        root.wrong("ack", "does not send ${" + name + "}, which events keep for it");
      }
    }
  }
}
