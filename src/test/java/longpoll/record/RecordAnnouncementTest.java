package longpoll.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordAnnouncementTest {
  @TempDir private Path directory;

  @Test
  void announcedRunsAreReadInOrderAndOnceEach() throws IOException {
    Path file = directory.resolve("announced");
    Map<String, String> environment = Map.of(RecordAnnouncement.VARIABLE, file.toString());
    for (String name : new String[] {"b", "a", "b"}) {
      RecordAnnouncement.announce(new RunFolder(directory.resolve(name)), environment);
    }
    assertThat(RecordAnnouncement.read(file))
        .containsExactly(directory.resolve("b"), directory.resolve("a"));
  }

  @Test
  void nothingIsAnnouncedWhereNobodyAsks() throws IOException {
    RecordAnnouncement.announce(new RunFolder(directory.resolve("a")), Map.of());
    RecordAnnouncement.announce(
        new RunFolder(directory.resolve("a")), Map.of(RecordAnnouncement.VARIABLE, ""));
    assertThat(directory).isEmptyDirectory();
    assertThat(RecordAnnouncement.read(directory.resolve("announced"))).isEmpty();
  }
}
