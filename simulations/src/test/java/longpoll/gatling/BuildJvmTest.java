package longpoll.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BuildJvmTest {
  @Test
  void theHeapIsFilledInAndNothingButTheJvmsOwnOptionsAreThere() {
    assertThat(BuildJvm.options())
        .isNotEmpty()
        .allMatch(option -> option.matches("-X[^${}]+"))
        .contains("-XX:+UseSerialGC", "-XX:InitialRAMPercentage=25", "-XX:MaxRAMPercentage=25");
  }
}
