package longpoll.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import longpoll.compare.Comparison;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OpenMetricsTest {
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-z_:][a-z0-9_:]*)"
              + "\\{([a-z_]+=\"(?:[^\"\\\\\\n]|\\\\[\"\\\\n])*\",?)+\\} -?[0-9]+(\\.[0-9]+)?");

  @TempDir Path folder;

  interface Sample {
    Comparison of(SampleComparisons samples) throws IOException;
  }

  static Stream<Sample> samples() {
    return Stream.of(
        SampleComparisons::regression,
        SampleComparisons::notComparable,
        SampleComparisons::nothingMeasured);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everyLineIsOfAFamilyThatWasAnnouncedAndStandsTogether(Sample sample) throws IOException {
    Comparison comparison = sample.of(new SampleComparisons(folder));
    List<String> lines = new OpenMetricsFormat().text(comparison, folder).lines().toList();
    assertThat(lines.get(lines.size() - 1)).isEqualTo("# EOF");
    Set<String> announced = new HashSet<>();
    Set<String> samples = new HashSet<>();
    String family = "";
    for (String line : lines.subList(0, lines.size() - 1)) {
      if (line.startsWith("# TYPE ")) {
        family = line.split(" ")[2];
        assertThat(announced.add(family)).as("%s is announced once", family).isTrue();
        assertThat(line).endsWith(" gauge");
      } else if (line.startsWith("# UNIT ")) {
        assertThat(line).startsWith("# UNIT " + family + " ");
        assertThat(family).endsWith("_" + line.split(" ")[3]);
      } else if (line.startsWith("# ")) {
        assertThat(line).startsWith("# HELP " + family + " ");
      } else {
        Matcher form = SAMPLE.matcher(line);
        assertThat(form.matches()).as(line).isTrue();
        assertThat(form.group(1)).isEqualTo(family);
        assertThat(samples.add(line.substring(0, line.lastIndexOf(' ')))).as(line).isTrue();
      }
    }
    assertThat(samples).isNotEmpty();
  }

  @Test
  void timesAreInSecondsAndMemoryInBytes() throws IOException {
    Comparison comparison = new SampleComparisons(folder).insufficient();
    assertThat(new OpenMetricsFormat().text(comparison, folder))
        .contains(
            "longpoll_lag_parked_seconds{simulation=\"SteadySimulation\",label=\"main\","
                + "side=\"base\",run=\"b1\",stat=\"p99\"} 0.0206\n",
            "longpoll_health_server_gc_pause_max_seconds{simulation=\"SteadySimulation\","
                + "label=\"main\",side=\"base\",run=\"b1\"} 0.0045\n",
            "longpoll_health_server_rss_bytes{simulation=\"SteadySimulation\",label=\"main\","
                + "side=\"base\",run=\"b1\"} 180000000\n",
            "longpoll_health_server_per_held_poll_bytes{",
            "longpoll_health_server_cpu_cores{",
            "longpoll_polls_empty_rate_ratio{",
            "longpoll_events_missed{",
            "longpoll_comparison_verdict{simulation=\"SteadySimulation\",label=\"next\","
                + "verdict=\"insufficient\"} 1\n");
  }

  @Test
  void whatWasNotMeasuredHasNoSample() throws IOException {
    Comparison comparison = new SampleComparisons(folder).nothingMeasured();
    assertThat(new OpenMetricsFormat().text(comparison, folder))
        .doesNotContain("longpoll_lag_", "longpoll_events_missed", "longpoll_health_server_cpu");
  }

  @Test
  void quotesBackslashesAndLineFeedsAreEscaped() {
    OpenMetrics metrics = new OpenMetrics();
    metrics.add("m", "", "a \"b\" \\ c\nd", Map.of("label", "a \"b\" \\ c\nd"), 1e-7);
    assertThat(metrics.text())
        .isEqualTo(
            "# TYPE m gauge\n# HELP m a \\\"b\\\" \\\\ c\\nd\n"
                + "m{label=\"a \\\"b\\\" \\\\ c\\nd\"} 0.0000001\n# EOF\n");
  }

  @Test
  void aFamilyWithoutItsUnitInItsNameIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OpenMetrics().add("lag_ms", "seconds", "", Map.of(), 1))
        .withMessageContaining("must end with its unit seconds, but is lag_ms");
  }
}
