package longpoll.report;

import longpoll.histogram.Measure;
import longpoll.record.MetricSummary;
import longpoll.record.RunRecord;
import longpoll.text.Numbers;

/** The table of what was asked for beside what came of it. */
final class PlannedActual {
  private PlannedActual() {}

  static Table of(RunFacts facts) {
    RunRecord run = facts.run();
    Table.Builder table =
        new Table.Builder("What was asked for, and what came of it")
            .text("What")
            .numbers("Planned", "Actual")
            .text("Remark");
    held(table, facts);
    window(table, facts);
    events(table, facts);
    emptyRate(table, facts);
    holdLimit(table, facts);
    if (run.polls() != null) {
      table.row(
          "Polls answered a second",
          Numbers.NONE,
          Numbers.digits(run.polls().perSecond()),
          "any outcome");
    }
    traffic(table, facts.run());
    return table.build();
  }

  private static void held(Table.Builder table, RunFacts facts) {
    RunRecord.Held held = facts.run().held();
    if (held == null) {
      return;
    }
    if (held.mean() != null && held.intended() == null) {
      table.row(
          "Polls under way, mean",
          Numbers.NONE,
          Numbers.mean(held.mean()),
          "sent and not answered yet; none was to be held");
      return;
    }
    String intended = Numbers.mean(held.intended());
    table.row("Polls held, mean (client)", intended, Numbers.mean(held.mean()), heldRemark(held));
    table.row("Polls held, most (client)", intended, Numbers.count(held.max()), "");
    table.row(
        "Polls held, mean (server)",
        intended,
        Numbers.mean(held.serverMean()),
        held.serverMean() == null ? "the server does not say" : "");
    table.row("Polls held, most (server)", intended, Numbers.count(held.serverMax()), "");
  }

  private static String heldRemark(RunRecord.Held held) {
    if (held.mean() == null) {
      return "not measured";
    }
    return held.share() == null ? "none was to be held" : Numbers.percent(held.share());
  }

  private static void window(Table.Builder table, RunFacts facts) {
    RunRecord.Window window = facts.run().window();
    if (window == null) {
      return;
    }
    String ramp = facts.setting("ramp");
    String warmup = facts.setting("warmup");
    table.row(
        "Ramp and warm-up",
        ramp == null || warmup == null ? Numbers.NONE : ramp + " + " + warmup,
        Numbers.duration(window.warmupMs()),
        facts.isHeld() ? "discarded" : "discarded; first polls are spread over one re-arm delay");
    table.row(
        "Window",
        Text.orNone(facts.setting("duration")),
        Numbers.duration(window.measuredMs()),
        "measured");
  }

  private static void events(Table.Builder table, RunFacts facts) {
    RunRecord.Events events = facts.run().events();
    if (events == null) {
      return;
    }
    boolean ours = facts.run().publisher() != null;
    table.row(
        ours ? "Events planned" : "Events published",
        Numbers.NONE,
        Numbers.count(events.published()),
        "in the window");
    RunRecord.Publisher publisher = facts.run().publisher();
    if (publisher != null) {
      table.row(
          "Events made by the publisher",
          Numbers.count(publisher.planned()),
          Numbers.count(publisher.accepted()),
          "whole run; accept p99 " + Numbers.millis(publisher.acceptP99Ms()));
    }
    EventWords words = facts.eventWords();
    String missed =
        events.missed() == null
            ? "missed: not measured"
            : Numbers.count(events.missed()) + " " + words.missed();
    String repeated =
        events.missed() == null
            ? ""
            : ", "
                + Numbers.count(events.duplicated())
                + " duplicated"
                + (words.inOrder()
                    ? ", " + Numbers.count(events.outOfOrder()) + " out of order"
                    : "");
    table.row(
        words.received(),
        Numbers.count(events.expected()),
        Numbers.count(events.received()),
        missed + repeated);
    if (events.unseen() != null && events.unseen() > 0) {
      table.row(words.unseen(), Numbers.NONE, Numbers.count(events.unseen()), words.whyUnseen());
    }
  }

  private static void emptyRate(Table.Builder table, RunFacts facts) {
    Double measured = facts.emptyRate();
    Double predicted = facts.emptyRatePredicted();
    String remark =
        measured == null
            ? facts.outcomesAreStatuses()
                ? "no poll was answered 200 or 204"
                : "no poll was delivered or empty"
            : predicted == null
                ? facts.whyNoPrediction()
                : signed((measured - predicted) * 100) + " percentage points";
    table.row(
        facts.emptyRateLabel(), Numbers.percent(predicted), Numbers.percent(measured), remark);
  }

  private static void holdLimit(Table.Builder table, RunFacts facts) {
    MetricSummary empty = facts.metric(Measure.HOLD_EMPTY);
    MetricSummary lateness = facts.metric(Measure.LATENESS);
    if (!facts.isHeld()) {
      table.row(
          "Answer time of empty polls, p50",
          Numbers.NONE,
          Numbers.millis(empty.p50()),
          empty.count() == 0 ? "no empty polls" : "p99 " + Numbers.millis(empty.p99()));
      return;
    }
    table.row(
        "Hold time of empty polls, p50",
        Text.orNone(facts.setting("hold")),
        Numbers.millis(empty.p50()),
        lateness.count() == 0
            ? empty.count() == 0 ? "no empty polls" : ""
            : "p99 of lateness " + Numbers.millis(lateness.p99()));
  }

  private static void traffic(Table.Builder table, RunRecord run) {
    RunRecord.Traffic traffic = run.traffic();
    if (traffic == null) {
      return;
    }
    Long received = run.events() == null ? null : run.events().received();
    table.row(
        "Bytes received, over all users",
        Numbers.NONE,
        Numbers.bytes(traffic.receivedBytes()),
        (received == null || received == 0
                ? ""
                : Numbers.bytes((double) traffic.receivedBytes() / received) + " an event, ")
            + Numbers.bytes(traffic.sentBytes())
            + " sent");
  }

  private static String signed(double value) {
    String text = Numbers.fixed(value, 2);
    return value > 0 && !text.equals("0.00") ? "+" + text : text;
  }
}
