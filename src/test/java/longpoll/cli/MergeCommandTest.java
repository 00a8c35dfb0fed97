package longpoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import longpoll.measure.PlayedShard;
import longpoll.record.RunFolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergeCommandTest {
  @TempDir Path directory;
  private Path shards;
  private Path out;

  @BeforeEach
  void play() throws IOException {
    shards = directory.resolve("shards");
    out = directory.resolve("all");
    for (int shard = 0; shard < 3; shard++) {
      new PlayedShard(shard, 3).write(shards.resolve("shard-" + shard));
    }
  }

  @Test
  void aFolderOfRunFoldersBecomesOneRunWithItsReport() throws IOException {
    Cli merged = Cli.run("merge", shards, "--out", out);

    assertThat(merged.err()).isEmpty();
    assertThat(merged.out()).startsWith("Run all: COMPLETE");
    assertThat(merged.code()).isZero();
    RunFolder folder = new RunFolder(out);
    assertThat(folder.runJson()).exists();
    assertThat(folder.latencyLog()).exists();
    assertThat(folder.seriesCsv()).exists();
    assertThat(Files.readString(folder.report())).contains("<title>");
  }

  @Test
  void anObjectiveThatIsMissedOverAllIsTheExitCode() throws IOException {
    PlayedShard losing = new PlayedShard(2, 3);
    losing.lostSecond = 4;
    losing.write(shards.resolve("shard-2"));

    assertThat(Cli.run("merge", shards, "--out", out).code()).isEqualTo(3);
    assertThat(
            Cli.run("merge", shards.resolve("shard-0"), "--out", directory.resolve("one")).code())
        .as("two of three are missing")
        .isEqualTo(3);
  }

  @Test
  void foldersOfAnotherLoadAreNotMerged() throws IOException {
    PlayedShard other = new PlayedShard(2, 3);
    other.settings.put("hold", "5s");
    other.write(shards.resolve("shard-2"));
    Cli refused = Cli.run("merge", shards, "--out", out);

    assertThat(refused.code()).isEqualTo(4);
    assertThat(refused.err()).contains("hold is 5s, not 10s");
    assertThat(out).doesNotExist();
  }

  @Test
  void whatIsThereIsNotOverwritten() throws IOException {
    Files.createDirectories(out);
    Cli refused = Cli.run("merge", shards, "--out", out);

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("is there already: name a new folder");
  }

  @Test
  void aFolderThatIsNoneOrHasNothingIsSaid() throws IOException {
    Path empty = Files.createDirectories(directory.resolve("empty"));

    assertThat(Cli.run("merge", directory.resolve("none"), "--out", out).code()).isEqualTo(2);
    Cli nothing = Cli.run("merge", empty, "--out", out);
    assertThat(nothing.code()).isEqualTo(1);
    assertThat(nothing.err()).contains("nothing to merge");
    assertThat(out).doesNotExist();
  }

  @Test
  void totalsAloneHaveNoReport() {
    assertThat(Cli.run("merge", shards, "--out", out, "--totals").code()).isZero();
    assertThat(new RunFolder(out).runJson()).exists();
    assertThat(new RunFolder(out).report()).doesNotExist();
  }
}
