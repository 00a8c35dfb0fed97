package longpoll.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import longpoll.compare.ComparedRun;
import longpoll.compare.Comparison;
import longpoll.compare.PolicyReader;
import longpoll.fake.EditedRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class JUnitXmlTest {
  @TempDir Path folder;
  private SampleComparisons samples;

  @BeforeEach
  void readyTheSamples() {
    samples = new SampleComparisons(folder.resolve("runs"));
  }

  @Test
  void aRegressionAndAMissedObjectiveFail() throws Exception {
    Document xml = parse(samples.regression());
    assertThat(names(xml, "failure"))
        .containsExactly(
            "lag.parked.p50", "lag.parked.p90", "lag.parked.p99", "events.missed == 0");
    assertThat(names(xml, "error")).isEmpty();
    assertThat(names(xml, "skipped")).isEmpty();
    assertCounted(xml);
  }

  @Test
  void whatIsEquivalentPasses() throws Exception {
    Document xml = parse(samples.equivalent());
    assertThat(xml.getElementsByTagName("testcase").getLength()).isEqualTo(9);
    assertThat(names(xml, "failure")).isEmpty();
    assertThat(names(xml, "error")).isEmpty();
    assertThat(names(xml, "skipped")).isEmpty();
    assertCounted(xml);
  }

  @Test
  void tooFewRunsAreSkippedWithWhatIsLacking() throws Exception {
    Document xml = parse(samples.insufficient());
    assertThat(names(xml, "skipped")).hasSize(5).contains("lag.parked.p50");
    Element skipped = (Element) xml.getElementsByTagName("skipped").item(0);
    assertThat(skipped.getAttribute("message")).contains("1 pair of runs: at least 6 are needed");
    assertThat(names(xml, "failure")).isEmpty();
    assertCounted(xml);
  }

  @Test
  void runsThatCannotBeComparedAreOneErrorAndTheRestIsSkipped() throws Exception {
    Document xml = parse(samples.notComparable());
    assertThat(names(xml, "error")).containsExactly("the runs can be compared");
    assertThat(xml.getElementsByTagName("error").item(0).getTextContent())
        .contains("c2 is invalid: the injector's queue added 310 ms\n")
        .contains("longpoll.users differs: 5000 in base, 6000 in candidate");
    assertThat(names(xml, "skipped")).hasSize(8);
    assertThat(names(xml, "failure")).isEmpty();
    assertCounted(xml);
  }

  @Test
  void anAdvisoryRegressionIsSkippedSinceItFailsNoBuild() throws Exception {
    Comparison comparison = samples.advisory();
    Document xml = parse(comparison);
    assertThat(comparison.exitCode(false)).isZero();
    assertThat(names(xml, "failure")).isEmpty();
    Element skipped = (Element) xml.getElementsByTagName("skipped").item(0);
    assertThat(skipped.getAttribute("message"))
        .startsWith("advisory, since the machines differ: regression: 3.1 ms to 4.35 ms");
    assertCounted(xml);
  }

  @Test
  void anObjectiveOfItsOwnSettingsFailsTheRun() throws Exception {
    ComparedRun run =
        ComparedRun.read(
            EditedRun.write(
                folder,
                "run",
                record ->
                    record
                        .putArray("reasons")
                        .add("objective missed: held of intended: required 95 %, actual 80 %")));
    RunExport export = new RunExport(List.of(run), PolicyReader.builtIn());
    Document xml = document(new RunsJUnit().text(export));
    assertThat(names(xml, "failure")).containsExactly("objectives of its own settings");
    assertCounted(xml);
  }

  @Test
  void charactersThatXmlCannotHaveAreReplaced() throws Exception {
    String hostile = "<a & \"b\">\u0000\u001b[1m \ud800 ]]> \uffff \u00e9 \ud83d\ude00";
    JUnitXml.Case one =
        new JUnitXml.Case(hostile, hostile, JUnitXml.Outcome.FAILURE, hostile, hostile);
    Document xml =
        document(
            JUnitXml.text(
                List.of(new JUnitXml.Suite(hostile, Map.of("name", hostile), List.of(one)))));
    String legal = "<a & \"b\">\ufffd\ufffd[1m \ufffd ]]> \ufffd \u00e9 \ud83d\ude00";
    assertThat(xml.getElementsByTagName("failure").item(0).getTextContent()).isEqualTo(legal);
    assertThat(names(xml, "failure")).containsExactly(legal);
  }

  @Test
  void aMessageOfSeveralLinesIsOneLineInItsAttribute() throws Exception {
    JUnitXml.Case one =
        new JUnitXml.Case("g", "n", JUnitXml.Outcome.ERROR, "t", "first\nsecond\nthird");
    Document xml =
        document(JUnitXml.text(List.of(new JUnitXml.Suite("s", Map.of(), List.of(one)))));
    Element error = (Element) xml.getElementsByTagName("error").item(0);
    assertThat(error.getAttribute("message")).isEqualTo("first");
    assertThat(error.getTextContent()).isEqualTo("first\nsecond\nthird");
  }

  private Document parse(Comparison comparison) throws Exception {
    return document(new ComparisonJUnit().text(comparison, folder));
  }

  private static Document document(String xml) throws Exception {
    return DocumentBuilderFactory.newDefaultInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }

  private static List<String> names(Document xml, String element) {
    List<String> names = new ArrayList<>();
    NodeList found = xml.getElementsByTagName(element);
    for (int i = 0; i < found.getLength(); i++) {
      names.add(((Element) found.item(i).getParentNode()).getAttribute("name"));
    }
    return names;
  }

  private static void assertCounted(Document xml) {
    Element suite = (Element) xml.getElementsByTagName("testsuite").item(0);
    Map.of("tests", "testcase", "failures", "failure", "errors", "error", "skipped", "skipped")
        .forEach(
            (attribute, element) ->
                assertThat(suite.getAttribute(attribute))
                    .as(attribute)
                    .isEqualTo("" + xml.getElementsByTagName(element).getLength()));
  }
}
