package longpoll.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyReaderTest {
  @TempDir Path folder;

  @Test
  void theBuiltInPolicyGatesAtMostFiveMeasures() {
    Policy policy = PolicyReader.builtIn();
    assertThat(policy.gates()).hasSizeBetween(1, 5);
    assertThat(policy.objectives()).isNotEmpty();
    assertThat(policy.confidence()).isEqualTo(0.95);
    assertThat(policy.wantedConfidence()).isCloseTo(0.99, within(1e-12));
  }

  @Test
  void aFileReplacesMeasuresAsAWholeAndFallsBackForTheRest() throws IOException {
    Policy policy =
        read("measures { lag.p50 { relative = 5%, absolute = 1ms }\n \"polls.emptyRate\" {} }");
    assertThat(policy.gates())
        .extracting(gate -> gate.measure().name())
        .containsExactly("lag.p50", "polls.emptyRate");
    assertThat(policy.gates().get(0).relative()).isEqualTo(0.05);
    assertThat(policy.gates().get(0).absolute()).isEqualTo(1.0);
    assertThat(policy.objectives()).isEqualTo(PolicyReader.builtIn().objectives());
  }

  @Test
  void objectivesAreRead() throws IOException {
    Policy policy = read("objectives = [\"lag.parked.p99 <= 50ms\", \"polls.emptyRate < 40%\"]");
    assertThat(policy.objectives().get(0).limit()).isEqualTo(50);
    assertThat(policy.objectives().get(1).limit()).isCloseTo(0.4, within(1e-12));
    assertThat(policy.objectives().get(0).whereMeasured()).isFalse();
  }

  @Test
  void withoutCorrectionEachGateHasTheWholeConfidence() throws IOException {
    assertThat(read("correction = none").wantedConfidence()).isEqualTo(0.95);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gates {} | gates: unknown key: a policy has confidence",
        "confidence = 95 | confidence: must be above 0.5 and below 1, but is 95.0",
        "confidence = high | confidence: a share such as 0.1 or 10% is expected, but it is 'high'",
        "correction = holm | correction: must be bonferroni or none, but is 'holm'",
        "measures { lag.parkd.p50 {} }"
            + " | measures.lag.parkd.p50: unknown measure: did you mean 'lag.parked.p50'?",
        "measures { lag.p50 { relativ = 1 } } | measures.lag.p50.relativ: unknown key",
        "measures { lag.p50 { relative = -1 } }"
            + " | measures.lag.p50.relative: must be from 0 to 10 (1000 %), but is -1.0",
        "measures { lag.p50 { absolute = 3 } } | measures.lag.p50.absolute: a duration needs a unit",
        "measures { lag.p50 { absolute = -3ms } } | measures.lag.p50.absolute: must be at least 0",
        "measures { lag.p50 = 3 } | measures.lag.p50: must be a block with relative and absolute",
        "measures = 3 | measures: must be a block",
        "objectives = 3 | objectives: must be a list of objectives",
        "objectives = [\"events.mised == 0\"]"
            + " | objectives: unknown measure 'events.mised': did you mean 'events.missed'?",
        "objectives = [\"events.missed 0\"] | objectives: 'events.missed 0' is not an objective",
        "objectives = [\"lag.p99 <= 50\"] | objectives: a duration needs a unit",
        "measures { | cannot be read",
      })
  void whatCannotBeUsedIsNamedWithFileAndKey(String content, String problem) {
    assertThatExceptionOfType(PolicyException.class)
        .isThrownBy(() -> read(content))
        .withMessageStartingWith(folder.resolve("gate.conf") + ": ")
        .withMessageContaining(problem);
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatExceptionOfType(PolicyException.class)
        .isThrownBy(() -> PolicyReader.read(folder.resolve("none.conf")))
        .withMessageContaining("none.conf: no such file");
  }

  private Policy read(String content) throws IOException {
    return PolicyReader.read(Files.writeString(folder.resolve("gate.conf"), content));
  }
}
