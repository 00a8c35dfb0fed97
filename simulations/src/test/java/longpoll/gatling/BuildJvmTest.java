package longpoll.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BuildJvmTest {
  @Test
  void theHeapIsFilledInAndNothingButTheJvmsOwnOptionsAreThere() {
    assertThat(BuildJvm.options())
        .isNotEmpty()
        .allMatch(option -> option.matches("-X[^${}]+"))
        .anyMatch(option -> option.matches("-Xms\\d+m"))
        .contains("-XX:+UseSerialGC", "-XX:MaxRAMPercentage=25");
  }
}
