package longpoll.report;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import longpoll.record.RunRecord;
import longpoll.text.Numbers;

/** The tables that describe a run rather than judge it: health, outcomes, settings, environment. */
final class RunTables {
  private RunTables() {}

  static Table health(RunRecord run) {
    RunRecord.Health health = run.health();
    RunRecord.Injector injector = health == null ? null : health.injector();
    RunRecord.Server server = health == null ? null : health.server();
    if (injector == null) {
      injector = new RunRecord.Injector(null, null, null, null, null, null);
    }
    if (server == null) {
      server = new RunRecord.Server(null, null, null, null, null);
    }
    String cores =
        run.environment() == null ? "cores" : "cores busy, of " + run.environment().cores();
    return new Table.Builder("Both sides, in the window")
        .text("Measure")
        .numbers("Injector", "Server")
        .row("CPU (" + cores + ")", Numbers.digits(injector.cpu()), Numbers.digits(server.cpu()))
        .row(
            "Resident memory", Numbers.bytes(injector.rssBytes()), Numbers.bytes(server.rssBytes()))
        .row(
            "Memory gained per held poll",
            Numbers.bytes(injector.bytesPerHeldPoll()),
            Numbers.bytes(server.bytesPerHeldPoll()))
        .row(
            "Longest garbage collection pause",
            Numbers.millis(injector.gcPauseMaxMs()),
            Numbers.millis(server.gcPauseMaxMs()))
        .row("Event-loop lag, p99", Numbers.millis(injector.loopLagP99Ms()), Numbers.NONE)
        .row("Publish slip, p99", Numbers.NONE, Numbers.millis(server.publishSlipP99Ms()))
        .row("Sockets in TIME_WAIT, most", Numbers.count(injector.timeWaitMax()), Numbers.NONE)
        .note("A dash: not measured, or not a measure of that side.")
        .build();
  }

  static Table clockAndConnections(RunRecord run) {
    EventWords words = EventWords.of(run.events());
    RunRecord.Health health = run.health();
    RunRecord.Clock clock = health == null ? null : health.clock();
    RunRecord.Connections connections = health == null ? null : health.connections();
    Table.Builder table =
        new Table.Builder("Clock and connections").text("Measure").numbers("Value").text("Meaning");
    table.row(
        "Clock offset",
        clock == null || clock.offsetUs() == null
            ? Numbers.NONE
            : Numbers.count(clock.offsetUs()) + " µs",
        "server clock minus injector clock");
    table.row(
        "Clock error bound",
        clock == null || clock.boundUs() == null
            ? Numbers.NONE
            : "± " + Numbers.count(clock.boundUs()) + " µs",
        "the offset is right within this much");
    table.row(
        "Connections opened",
        connections == null ? Numbers.NONE : Numbers.count(connections.opened()),
        "over the whole run");
    table.row(
        "Connections reopened",
        connections == null ? Numbers.NONE : Numbers.count(connections.reopened()),
        "replaced an earlier one of the same user");
    table.row(
        "Announced closes",
        connections == null ? Numbers.NONE : Numbers.count(connections.announcedCloses()),
        "of these, the target had said that it closes the one before");
    Double perSecond = run.reconnectsPerSecond();
    table.row(
        "Reconnects a second",
        perSecond == null ? Numbers.NONE : Numbers.digits(perSecond),
        "in the window");
    table.row(
        "Polls replayed",
        connections == null ? Numbers.NONE : Numbers.count(connections.replayed()),
        "sent again in silence by the HTTP client");
    table.row(
        "Broadcasts incomplete",
        health == null ? Numbers.NONE : Numbers.count(health.broadcastsIncomplete()),
        words.broadcasts());
    RunRecord.Probes probes = run.probes();
    table.row(
        "Polls by probes",
        probes == null ? Numbers.NONE : Numbers.count(probes.started()),
        probes == null && words == EventWords.QUEUE
            ? "no probes: they would take messages from the users"
            : "over the whole run; in no other count");
    table.row(
        "Probes late to what was due, p99",
        probes == null ? Numbers.NONE : Numbers.millis(probes.loopLagP99Ms()),
        "how late a timer due every 10 ms ran");
    table.row(
        "Lag as probes saw it, p99, at least",
        probes == null ? Numbers.NONE : Numbers.millis(probes.lagP99AtLeastMs()),
        "if what they stamped late had come at once");
    return table.build();
  }

  static Table outcomes(RunRecord run) {
    RunRecord.Polls polls = run.polls();
    RunRecord.Totals totals = run.totals();
    RunFacts facts = new RunFacts(run);
    boolean byStatus = facts.outcomesAreStatuses();
    Table.Builder table =
        new Table.Builder("Polls by outcome")
            .text("Outcome")
            .numbers("In the window", "Whole run")
            .text("Meaning");
    if (polls == null || totals == null) {
      return table.note("The record has no counts.").build();
    }
    return table
        .row(
            "delivered",
            Numbers.count(polls.delivered()),
            Numbers.count(totals.delivered()),
            byStatus ? "200" : "news, as the dialect reads it")
        .row(
            "empty",
            Numbers.count(polls.empty()),
            Numbers.count(totals.empty()),
            byStatus ? facts.isHeld() ? "204 at the hold limit" : "204" : "held, and no news")
        .row(
            "gap",
            Numbers.count(polls.gap()),
            Numbers.count(totals.gap()),
            byStatus ? "410: cursor too old" : "the server says that events are lost")
        .row("failed", sum(polls.failed()), sum(totals.failed()), "anything else, by kind below")
        .row("cut", Numbers.NONE, Numbers.count(totals.cut()), "ended with the run")
        .row("all", Numbers.count(polls.total()), Numbers.count(totals.started()), "")
        .build();
  }

  /** The injectors that shared the load, side by side; one that is missing has no figures. */
  static Table injectors(RunRecord run) {
    RunRecord.Shards shards = run.shards();
    Table.Builder table =
        new Table.Builder("Injectors side by side, in the window")
            .text("Injector")
            .numbers(
                "Users",
                "Start error",
                "CPU (cores)",
                "Resident memory",
                "Longest pause",
                "Loop lag, p99",
                "Clock offset, µs");
    for (RunRecord.ShardHealth of : shards.health()) {
      RunRecord.Injector injector = of.injector();
      table.row(
          Integer.toString(of.shard()),
          Numbers.count(of.users()),
          Numbers.millis(shards.startErrorMs().get(Integer.toString(of.shard()))),
          Numbers.digits(injector.cpu()),
          Numbers.bytes(injector.rssBytes()),
          Numbers.millis(injector.gcPauseMaxMs()),
          Numbers.millis(injector.loopLagP99Ms()),
          Numbers.count(of.clock().offsetUs()));
    }
    String none = Numbers.NONE;
    shards
        .missing()
        .forEach(
            number -> table.row(number + " (missing)", none, none, none, none, none, none, none));
    return table
        .note(
            "Start error: from the common start to the first poll. The figures of the injector above"
                + " are the worst of these.")
        .build();
  }

  /** What users sent besides polls, over the whole run. */
  static Table requests(RunRecord run) {
    Table.Builder table =
        new Table.Builder("Requests besides polls, whole run")
            .text("Purpose")
            .numbers("Done", "Failed", "Cut", "p50", "p99", "Max")
            .text("Failures by kind");
    for (RunRecord.Requests of : run.requests()) {
      table.row(
          of.purpose(),
          Numbers.count(of.done()),
          sum(of.failed()),
          Numbers.count(of.cut()),
          Numbers.millis(of.p50Ms()),
          Numbers.millis(of.p99Ms()),
          Numbers.millis(of.maxMs()),
          written(
              new TreeMap<>(of.failed())
                  .entrySet().stream()
                      .map(kind -> kind.getKey() + " " + kind.getValue())
                      .toList()));
    }
    return table.note("They are no polls and in no other count.").build();
  }

  /** What came of the events that the publisher made at the target. */
  static Table publisher(RunRecord run) {
    RunRecord.Publisher publisher = run.publisher();
    return new Table.Builder("Events made by the publisher, whole run")
        .text("What")
        .numbers("Value")
        .text("Meaning")
        .row("Planned", Numbers.count(publisher.planned()), "their instant had come")
        .row("Accepted", Numbers.count(publisher.accepted()), "by the target")
        .row("Refused", Numbers.count(publisher.refused()), "the target answered otherwise")
        .row("Failed", Numbers.count(publisher.failed()), "no answer, so they may be there or not")
        .row(
            "Left out",
            Numbers.count(publisher.unpublished()),
            "the target did not take them as fast as they were planned")
        .row(
            "Pending",
            Numbers.count(publisher.pending()),
            "not sent yet, or not answered yet, when the run was over")
        .row(
            "Late, p50 and p99",
            Numbers.millis(publisher.lateP50Ms()) + ", " + Numbers.millis(publisher.lateP99Ms()),
            "from the planned instant to the request sent; lag has it in it")
        .row(
            "Accepting, p50 and p99",
            Numbers.millis(publisher.acceptP50Ms())
                + ", "
                + Numbers.millis(publisher.acceptP99Ms()),
            "from the request sent to its answer")
        .build();
  }

  static Table settings(RunRecord run) {
    Table.Builder table = new Table.Builder("Every resolved setting").text("Key", "Value");
    if (run.settings() != null) {
      new TreeMap<>(run.settings()).forEach((key, value) -> table.row(key, written(value)));
    }
    return table.hasRows() ? table.build() : table.note("The record has no settings.").build();
  }

  static Table environment(RunRecord run) {
    Table.Builder table = new Table.Builder("Where it ran, and against what").text("What", "Value");
    RunRecord.Target target = run.target();
    table.row("Simulation", Text.orNone(run.simulation()));
    if (run.api() != null) {
      table.row("API", new RunFacts(run).api());
      table.row("Permitted statuses", permitted(run.api()));
    }
    if (target != null) {
      table.row("Target", Text.orNone(target.url()));
      table.row("Started by the harness", target.bundled() ? "yes" : "no");
      table.row("Dialect", Text.orNone(target.dialect()));
      table.row("Target version", Text.orNone(target.version()));
    }
    RunRecord.Environment at = run.environment();
    if (at != null) {
      table.row("Processor", Text.orNone(at.cpu()));
      table.row("Cores", Numbers.count(at.cores()));
      table.row("Memory", Numbers.bytes(at.memoryBytes()));
      table.row("System", Text.orNone(at.os()) + ", kernel " + Text.orNone(at.kernel()));
      table.row("JDK", Text.orNone(at.jdk()));
      table.row("JVM options", at.jvmArgs() == null ? Numbers.NONE : written(at.jvmArgs()));
      table.row("Gatling", Text.orNone(at.gatling()));
      table.row("Harness", Text.orNone(at.harness()));
      table.row("Commit", Text.orNone(at.commit()) + dirty(at.dirty()));
      table.row("CI", Text.orNone(at.ci()));
      table.row("Fingerprint", Text.orNone(at.fingerprint()));
    }
    return table.build();
  }

  private static String permitted(RunRecord.Api api) {
    return api.permitted() == null
        ? "those of the dialect"
        : api.permitted().stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private static String dirty(Boolean dirty) {
    return Boolean.TRUE.equals(dirty) ? " with uncommitted changes" : "";
  }

  private static String sum(Map<String, Long> kinds) {
    return kinds == null
        ? Numbers.NONE
        : Numbers.count(kinds.values().stream().mapToLong(Long::longValue).sum());
  }

  private static String written(Object value) {
    if (value instanceof Iterable<?> many) {
      StringBuilder all = new StringBuilder();
      many.forEach(one -> all.append(all.isEmpty() ? "" : " ").append(one));
      return all.isEmpty() ? Numbers.NONE : all.toString();
    }
    return value == null || value.toString().isEmpty() ? "(empty)" : value.toString();
  }
}
