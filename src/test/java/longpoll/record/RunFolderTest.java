package longpoll.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  @TempDir private Path temporary;

  private Path folder;
  private Path other;

  @BeforeEach
  void make() throws IOException {
    folder = Files.createDirectories(temporary.resolve("run"));
    other = Files.createDirectories(temporary.resolve("other"));
    Files.writeString(other.resolve("kept"), "");
  }

  @Test
  void aFolderIsDeletedWithAllThatIsInIt() throws IOException {
    Files.writeString(Files.createDirectories(folder.resolve("one/two")).resolve("file"), "");
    Files.createDirectories(folder.resolve("empty"));
    RunFolder.delete(folder);
    assertThat(temporary).isDirectoryNotContaining("glob:**/run");

    RunFolder.delete(folder);
    assertThat(temporary).as("there is none now").isDirectoryContaining("glob:**/other");
  }

  @Test
  void linksAreDeletedAndNotFollowed() throws IOException {
    Files.createSymbolicLink(folder.resolve("folder"), other);
    Files.createSymbolicLink(folder.resolve("file"), other.resolve("kept"));
    Files.createSymbolicLink(folder.resolve("lost"), temporary.resolve("nowhere"));
    RunFolder.delete(folder);

    assertThat(folder).doesNotExist();
    assertThat(other.resolve("kept")).exists();
  }

  @Test
  void aLinkInPlaceOfTheFolderGoes() throws IOException {
    Path link = Files.createSymbolicLink(temporary.resolve("link"), other);
    Path lost = Files.createSymbolicLink(temporary.resolve("lost"), temporary.resolve("nowhere"));
    RunFolder.delete(link);
    RunFolder.delete(lost);

    assertThat(Files.isSymbolicLink(link)).isFalse();
    assertThat(Files.isSymbolicLink(lost)).isFalse();
    assertThat(other.resolve("kept")).exists();
  }
}
