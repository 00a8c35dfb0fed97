package longpoll.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderZipTest {
  private static final FolderUnzip.Limits LIMITS = new FolderUnzip.Limits(1 << 24, 1 << 24, 100);

  @TempDir Path directory;
  private Path run;
  private byte[] large;

  @BeforeEach
  void write() throws IOException {
    run = directory.resolve("run");
    Files.createDirectories(run.resolve("js").resolve("deep"));
    Files.writeString(run.resolve("run.json"), "{}");
    Files.createFile(run.resolve("empty"));
    large = new byte[300_000];
    new Random(1).nextBytes(large);
    Files.write(run.resolve("js").resolve("deep").resolve("large"), large);
  }

  private Path unzipped(byte[] zip) throws Exception {
    Path to = Files.createDirectory(directory.resolve("unzipped"));
    new FolderUnzip(new ByteArrayInputStream(zip), LIMITS).into(to);
    return to;
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(path -> folder.relativize(path).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void whatIsZippedIsUnzippedTheSame() throws Exception {
    Path to;
    try (FolderZip zip = new FolderZip(run, List.of())) {
      to = unzipped(zip.readAllBytes());
    }
    assertThat(files(to)).containsExactly("empty", "js/deep/large", "run.json");
    assertThat(to.resolve("js").resolve("deep").resolve("large")).hasBinaryContent(large);
    assertThat(to.resolve("run.json")).hasContent("{}");
  }

  @Test
  void itMayBeReadByteByByte() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (FolderZip zip = new FolderZip(run, List.of())) {
      for (int read = zip.read(); read >= 0; read = zip.read()) {
        bytes.write(read);
      }
      assertThat(zip.read()).isEqualTo(-1);
    }
    assertThat(files(unzipped(bytes.toByteArray()))).hasSize(3);
  }

  @Test
  void linksAndFilesThatNobodyNeedsAreLeftOut() throws Exception {
    Path outside = Files.writeString(directory.resolve("outside"), "secret");
    Files.createSymbolicLink(run.resolve("link"), outside);
    Files.createSymbolicLink(run.resolve("folder"), directory);
    Files.writeString(run.resolve("simulation.log"), "long");
    try (FolderZip zip = new FolderZip(run, List.of("simulation.log"))) {
      assertThat(files(unzipped(zip.readAllBytes())))
          .containsExactly("empty", "js/deep/large", "run.json");
    }
  }
}
