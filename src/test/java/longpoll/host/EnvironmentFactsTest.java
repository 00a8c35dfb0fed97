package longpoll.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import longpoll.record.RunRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentFactsTest {
  private static final long GIB = 1L << 30;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Dpublish.token=hunter2",
        "-DAPI_KEY=hunter2",
        "-Dapi-key=hunter2",
        "-Dapikey=hunter2",
        "-Djavax.net.ssl.keyStorePassword=hunter2",
        "-Dmy.SECRET=a=hunter2",
        "-Dcredentials=user:hunter2",
        "-Ddb.pwd=hunter2",
        "-Dtls.passphrase=hunter2",
        "-Dtoken=first\nhunter2",
        "-Dproxy=http://user:hunter2@proxy:3128",
        "-javaagent:a.jar=https://hunter2@collector/in"
      })
  void aSecretIsMasked(String argument) {
    assertThat(EnvironmentFacts.masked(argument)).doesNotContain("hunter2").contains("***");
  }

  @Test
  void theNameOfASecretStays() {
    assertThat(EnvironmentFacts.masked("-Dpublish.token=x=y")).isEqualTo("-Dpublish.token=***");
    assertThat(EnvironmentFacts.masked("-Dproxy=http://u:p@h:1/x"))
        .isEqualTo("-Dproxy=http://***@h:1/x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Xmx1G",
        "-Dlongpoll.users=5",
        "-Durl=http://host/a@b",
        "-XX:+UseZGC",
        "-Dtoken",
        ""
      })
  void whatIsNoSecretStaysAsItIs(String argument) {
    assertThat(EnvironmentFacts.masked(argument)).isEqualTo(argument);
  }

  @ParameterizedTest
  @CsvSource({
    "GITHUB_ACTIONS, true, GitHub Actions",
    "GITLAB_CI, true, GitLab CI",
    "JENKINS_URL, http://ci/, Jenkins",
    "BUILDKITE, true, Buildkite",
    "CI, 1, CI",
    "CI, false, ",
    "CI, '', ",
    "HOME, /root, "
  })
  void aCiSystemIsKnownByItsVariable(String variable, String value, String name) {
    assertThat(EnvironmentFacts.ciSystem(Map.of(variable, value))).isEqualTo(name);
  }

  @Test
  void aNamedCiSystemGoesBeforeTheGeneralSign() {
    assertThat(EnvironmentFacts.ciSystem(Map.of("CI", "true", "GITLAB_CI", "true")))
        .isEqualTo("GitLab CI");
  }

  @Test
  void theFingerprintIsTheSameForTheSameMachine() {
    String fingerprint = EnvironmentFacts.fingerprint("cpu", 2, 24 * GIB - 1, "Linux", "6.1");

    assertThat(fingerprint).matches("[0-9a-f]{12}");
    assertThat(EnvironmentFacts.fingerprint("cpu", 2, 23 * GIB + 5_000_000, "Linux", "6.1"))
        .as("a little more or less for the kernel")
        .isEqualTo(fingerprint);
  }

  @Test
  void theFingerprintIsTheOneThatEarlierRecordsHave() {
    assertThat(EnvironmentFacts.fingerprint("cpu", 2, 24 * GIB, "Linux", "6.1"))
        .isEqualTo("ed2507970e0f");
  }

  @Test
  void theFingerprintChangesWithEachFact() {
    assertThat(
            List.of(
                EnvironmentFacts.fingerprint("cpu", 2, 24 * GIB, "Linux", "6.1"),
                EnvironmentFacts.fingerprint("cpv", 2, 24 * GIB, "Linux", "6.1"),
                EnvironmentFacts.fingerprint("cpu", 3, 24 * GIB, "Linux", "6.1"),
                EnvironmentFacts.fingerprint("cpu", 2, 25 * GIB, "Linux", "6.1"),
                EnvironmentFacts.fingerprint("cpu", 2, 24 * GIB, "Linuy", "6.1"),
                EnvironmentFacts.fingerprint("cpu", 2, 24 * GIB, "Linux", "6.2")))
        .doesNotHaveDuplicates();
  }

  @Test
  @Timeout(60)
  void thisMachineIsDescribed() {
    RunRecord.Environment here = EnvironmentFacts.collect(null);

    assertThat(here.cores()).isPositive();
    assertThat(here.memoryBytes()).isPositive();
    assertThat(here.cpu()).isNotBlank();
    assertThat(here.os()).isNotBlank();
    assertThat(here.jdk()).contains("" + Runtime.version().feature());
    assertThat(here.harness()).isNotBlank().doesNotContain("${");
    assertThat(here.gatling()).isNull();
    assertThat(here.fingerprint())
        .isEqualTo(
            EnvironmentFacts.fingerprint(
                here.cpu(), here.cores(), here.memoryBytes(), here.os(), here.kernel()));
    assertThat(here.commit() == null).isEqualTo(here.dirty() == null);
  }
}
