package longpoll.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BuildJvmTest {
  @Test
  void theHeapIsThereAndNothingButTheJvmsOwnOptions() {
    assertThat(BuildJvm.options())
        .isNotEmpty()
        .allMatch(option -> option.matches("-X\\S+"))
        .contains("-XX:+UseSerialGC", "-XX:InitialRAMPercentage=25", "-XX:MaxRAMPercentage=25");
  }

  @Test
  void theBuildStartsGatlingWithTheFile() throws Exception {
    assertThat(Path.of("pom.xml"))
        .content()
        .contains("<jvmArg>@${project.basedir}/injector.options</jvmArg>")
        .doesNotContain("-XX:");
    assertThat(Files.readAllLines(Path.of("injector.options")))
        .allMatch(line -> line.isEmpty() || line.startsWith("#") || line.matches("-\\S+"));
  }
}
