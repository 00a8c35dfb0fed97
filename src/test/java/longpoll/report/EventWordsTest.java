package longpoll.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import longpoll.fake.EditedRun;
import longpoll.record.RunRecord;
import longpoll.record.SampleRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventWordsTest {
  @TempDir Path results;

  /** Counts as a run against such a target may have them, and what it cannot have. */
  private static Consumer<ObjectNode> as(String delivery) {
    return record -> {
      ObjectNode events = ((ObjectNode) record.get("events")).put("delivery", delivery);
      ObjectNode health = (ObjectNode) record.get("health");
      switch (delivery) {
        case "queue" -> {
          events.put("expected", 300).put("received", 298).putNull("outOfOrder");
          events.putNull("unseen");
          health.putNull("broadcastsIncomplete");
          ((ObjectNode) record.get("polls")).putNull("emptyRatePredicted");
          record.putNull("probes");
        }
        case "state" -> {
          events.put("received", 21_000).put("unseen", 8_998);
          health.putNull("broadcastsIncomplete");
        }
        default -> {}
      }
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"broadcast", "queue", "state"})
  void theWordsOfEachDeliveryAreAsStored(String delivery) throws Exception {
    RunRecord run = SampleRecords.changed(as(delivery));
    RunFacts facts = new RunFacts(run);
    Golden.check(
        "events-" + delivery + ".txt",
        () -> {
          StringBuilder text = new StringBuilder();
          KeyFigure.of(facts)
              .forEach(of -> line(List.of(of.label(), of.value(), of.detail()), text));
          PlannedActual.of(facts).rows().forEach(row -> line(row, text));
          RunTables.clockAndConnections(run).rows().forEach(row -> line(row, text));
          return text.toString();
        });
  }

  /** Of the rows that speak of events, or of what follows from them. */
  private static void line(List<String> row, StringBuilder text) {
    if (row.get(0).matches(".*([Ee]vents|Versions|Empty rate|Broadcasts|Polls by probes).*")) {
      text.append(String.join(" | ", row)).append('\n');
    }
  }

  @Test
  void theIndexSaysWhatIsMissedOfQueuesAndStatesOnlyWhereThereAreSome() throws Exception {
    Path runs = results.resolve("runs");
    EditedRun.write(runs, "first", as("broadcast"));
    assertThat(IndexPage.render(results)).doesNotContain("Missed of");

    EditedRun.write(runs, "second", as("state"));
    EditedRun.write(runs, "third", as("queue"));
    EditedRun.write(runs, "fourth", as("queue"));
    assertThat(IndexPage.render(results))
        .contains(
            "of the window. Missed of a queue: events that nobody got. Missed of a state: users"
                + " without its newest version. A dash");
  }
}
