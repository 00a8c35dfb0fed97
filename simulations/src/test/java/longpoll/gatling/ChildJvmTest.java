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
  @ValueSource(
      strings = {
        "-Xmx1g",
        "-XX:+UseSerialGC",
        "-Dkey=file=value",
        "-javaagent:/opt/opentelemetry.jar",
        "-javaagent:/opt/jacoco.jar=destfile=jacoco.exec,append=true",
        "-agentpath:/opt/profiler.so=start,event=cpu,file=cpu-%p.html",
        "-agentlib:hprof=cpu=samples",
        "-XX:StartFlightRecording",
        "-XX:StartFlightRecording:filename=run-%p.jfr,settings=profile",
        "-Xlog:gc*",
        "-Xlog:gc::time",
        "-Xlog:gc:stdout:time",
        "-Xlog:gc:file=gc-%p.log",
      })
  void whatSeveralJvmsCanHaveIsPassedOn(String option) {
    assertThat(ChildJvm.shared(List.of(option))).containsExactly(option);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:5005",
        "-agentlib:jdwp=transport=dt_socket,server=y",
        "-agentpath:/usr/lib/libjdwp.so=transport=dt_socket,server=y",
        "-Xrunjdwp:transport=dt_socket,address=5005",
        "-javaagent:/opt/prometheus.jar=9404:config.yaml",
        "-javaagent:/opt/prometheus.jar=0.0.0.0:9404:config.yaml",
        "-javaagent:/opt/jolokia.jar=host=localhost,port=8778",
        "-javaagent:/opt/jacoco.jar=output=tcpserver,address=localhost",
        "-agentpath:/opt/profiler.so=start,event=cpu,file=cpu.html",
        "-XX:StartFlightRecording=filename=run.jfr",
        "-XX:StartFlightRecording:settings=profile,filename=run.jfr",
        "-Xlog:gc:file=gc.log:time",
        "-Xlog:gc:gc.log",
        "-Xloggc:gc.log",
        "-Dcom.sun.management.jmxremote.port=9010",
      })
  void aDebuggerAndWhatNamesAPortOrAFileAreNotPassedOn(String option) {
    assertThat(ChildJvm.shared(List.of("-Xmx1g", option))).containsExactly("-Xmx1g");
  }

  @Test
  void optionsOfTheEnvironmentAreOfTheSameKind() {
    Map<String, String> environment = new HashMap<>();
    environment.put(
        "JAVA_TOOL_OPTIONS",
        "-Da=1 '-javaagent:/my agents/one.jar' \"-Xlog:gc:file=my gc.log\" -agentlib:jdwp=server=y");
    environment.put("JDK_JAVA_OPTIONS", "-Xrunjdwp:address=5005");
    environment.put("JAVA_HOME", "-agentlib:jdwp=server=y");
    ChildJvm.shareVariables(environment);

    assertThat(environment)
        .containsEntry("JAVA_TOOL_OPTIONS", "-Da=1 '-javaagent:/my agents/one.jar'")
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
