package longpoll.server.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract, for each kind that publishes; a new kind is tested without a line here. */
@ParameterizedClass
@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
class EveryScheduleTest extends PublishScheduleContract {
  @Parameter ScheduleKind kind;
  @TempDir Path folder;
  private Map<String, PublishSchedule> schedules;

  @BeforeEach
  void make() throws IOException, TraceFile.BadTraceException {
    Path trace = Files.writeString(folder.resolve("trace.csv"), "9,a\n1,a\n1,a\n2,b\n4,a\n");
    schedules =
        kind.schedules(
            new ScheduleOptions(List.of("a", "b"), 3 * SECOND, 2, 7, Optional.of(trace)));
  }

  @Override
  PublishSchedule schedule() {
    return schedules.get("a");
  }

  @Test
  void everyChannelHasASchedule() {
    assertThat(schedules).containsOnlyKeys("a", "b");
  }
}
