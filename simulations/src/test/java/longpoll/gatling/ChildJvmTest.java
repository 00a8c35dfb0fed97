package longpoll.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChildJvmTest {
  @ParameterizedTest
  @ValueSource(strings = {"-Xmx1g", "-XX:+UseSerialGC", "-Dkey=-javaagent:value", "-Xloggish"})
  void whatSeveralJvmsCanHaveIsPassedOn(String option) {
    assertThat(ChildJvm.shared(List.of(option))).containsExactly(option);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:5005",
        "-agentpath:/opt/profiler.so=start,event=cpu,file=cpu.html",
        "-javaagent:/opt/prometheus.jar=9404:config.yaml",
        "-Xrunjdwp:transport=dt_socket,address=5005",
        "-Xlog:gc:gc.log",
        "-Xloggc:gc.log",
        "-XX:StartFlightRecording=filename=run.jfr",
        "-Dcom.sun.management.jmxremote.port=9010",
      })
  void whatMayNameAPortOrAFileIsNotPassedOn(String option) {
    assertThat(ChildJvm.shared(List.of("-Xmx1g", option))).containsExactly("-Xmx1g");
  }

  @Test
  void optionsOfTheEnvironmentAreOfTheSameKind() {
    Map<String, String> environment = new HashMap<>();
    environment.put(
        "JAVA_TOOL_OPTIONS",
        "-Da=1 '-Db=/my files/one' \"-Xlog:gc:file=my gc.log\" -agentlib:jdwp=server=y");
    environment.put("JDK_JAVA_OPTIONS", "-Xrunjdwp:address=5005");
    environment.put("JAVA_HOME", "-agentlib:jdwp=server=y");
    ChildJvm.shareVariables(environment);

    assertThat(environment)
        .containsEntry("JAVA_TOOL_OPTIONS", "-Da=1 '-Db=/my files/one'")
        .containsEntry("JDK_JAVA_OPTIONS", "")
        .containsEntry("JAVA_HOME", "-agentlib:jdwp=server=y");
  }

  @Test
  void aJvmLikeThisOneHasItsOptionsOnce() {
    ProcessBuilder builder = ChildJvm.alike(List.of("-Dlast=1"), "Main", List.of("-s", "x"));

    assertThat(builder.command()).containsSubsequence("-Dlast=1", "-cp", "Main", "-s", "x");
    assertThat(builder.environment()).doesNotContainKeys("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS");
  }
}
