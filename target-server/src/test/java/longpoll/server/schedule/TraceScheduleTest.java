package longpoll.server.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceScheduleTest extends PublishScheduleContract {
  private static TraceSchedule.Entry entry(long at, int data) {
    return new TraceSchedule.Entry(at, new byte[] {(byte) data});
  }

  @Override
  PublishSchedule schedule() {
    return new TraceSchedule(
        List.of(entry(9 * SECOND, 1), entry(SECOND, 2), entry(SECOND, 3), entry(4 * SECOND, 4)));
  }

  @Test
  void eventsOfOneInstantKeepTheirOrder() {
    List<Byte> data = new ArrayList<>();
    schedule().visit(0, 5 * SECOND, (at, bytes) -> data.add(bytes[0]));
    assertThat(data).containsExactly((byte) 2, (byte) 3, (byte) 4);
  }
}
