package longpoll.fake;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import longpoll.histogram.Measure;
import longpoll.histogram.SignedHistogram;
import longpoll.record.RunFolder;
import longpoll.record.SampleRecords;
import longpoll.record.SeriesCsv;
import longpoll.record.SeriesRow;

/**
 * A run folder whose record is the full sample without a definition, failures and losses, changed
 * as a test wants it, down to what no release would write.
 */
public final class EditedRun {
  private static final ObjectMapper JSON = new ObjectMapper();

  private EditedRun() {}

  /** Writes run.json, totals.hlog and series.csv into a new folder that has the id's name. */
  public static Path write(Path runs, String id, Consumer<ObjectNode> change) throws IOException {
    ObjectNode record = JSON.valueToTree(SampleRecords.full());
    record.put("id", id);
    record.remove("api");
    object(record, "/totals").putObject("failed");
    object(record, "/polls").putObject("failed");
    object(record, "/events").put("missed", 0).put("duplicated", 0);
    change.accept(record);
    RunFolder folder = new RunFolder(Files.createDirectories(runs.resolve(id)));
    Files.writeString(folder.runJson(), record.toPrettyString());
    SignedHistogram lag = new SignedHistogram();
    lag.record(3_000_000);
    FakeRun.writeTotals(folder.totalsLog(), Map.of(Measure.LAG, lag));
    Files.write(
        folder.seriesCsv(),
        List.of(
            SeriesCsv.header(),
            SeriesCsv.line(
                new SeriesRow(
                    0, "window", 1, 1L, 1, 1, 0, 0, 0, 1, 0.0, 3.0, 3.0, 3.0, 9.0, 9.0, 0.1, 0.1,
                    1.0))));
    return folder.path();
  }

  public static Path write(Path runs, String id) throws IOException {
    return write(runs, id, unchanged -> {});
  }

  /** Sets the percentiles of a measure, in ms: p50, p90 and p99. */
  public static Consumer<ObjectNode> latency(String measure, double p50, double p90, double p99) {
    return record ->
        object(record, "/metrics/" + measure).put("p50", p50).put("p90", p90).put("p99", p99);
  }

  public static ObjectNode object(ObjectNode record, String pointer) {
    return (ObjectNode) record.at(pointer);
  }
}
