package longpoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import longpoll.compare.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DialectCommandTest {
  @TempDir private Path folder;

  @Test
  void goodFileIsSummedUp() throws Exception {
    Path file = folder.resolve("my.conf");
    Files.writeString(file, Cli.run("dialect", "show", "nchan").out());

    Cli check = Cli.run("dialect", "check", file);

    assertThat(check.code()).isEqualTo(ExitCode.FINE);
    assertThat(check.out())
        .startsWith("my: nchan: one message an answer")
        .contains("GET /sub/${channel}", "408 -> empty", "anything else -> failed");
    assertThat(check.err()).isEmpty();
  }

  @Test
  void badFileIsToldByAllOfItsMistakes() throws Exception {
    Path file = folder.resolve("my.conf");
    Files.writeString(file, "delivery = brodcast\npoll { pth = \"/x\" }\n");

    Cli check = Cli.run("dialect", "check", file);

    assertThat(check.code()).isEqualTo(ExitCode.USAGE);
    assertThat(check.out()).isEmpty();
    assertThat(check.err())
        .contains(
            "my.conf: line 1: delivery: is 'brodcast'",
            "my.conf: line 2: poll.pth: is unknown: did you mean path?",
            "my.conf: line 2: poll.answers: is missing");
  }

  @Test
  void shippedDialectIsCheckedByItsName() {
    assertThat(Cli.run("dialect", "check", "consul").out()).startsWith("consul: Consul");
  }

  @Test
  void fileThatIsNotThereAndNameThatNobodyHas() {
    Cli check = Cli.run("dialect", "check", folder.resolve("none.conf"));
    Cli show = Cli.run("dialect", "show", "none");

    assertThat(check.code()).isEqualTo(ExitCode.USAGE);
    assertThat(check.err()).contains("none.conf is no file", "there are apollo, bayeux");
    assertThat(show.code()).isEqualTo(ExitCode.USAGE);
    assertThat(show.err()).contains("no dialect file is called none");
  }

  @Test
  void commandIsMissing() {
    Cli none = Cli.run("dialect");

    assertThat(none.code()).isEqualTo(ExitCode.USAGE);
    assertThat(none.err()).contains("a command is missing: check, show or try");
  }
}
