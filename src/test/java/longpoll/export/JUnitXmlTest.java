package longpoll.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
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
        run("run", record -> EditedRun.object(record, "/objectives/4").put("met", false));
    RunExport export = new RunExport(List.of(run), PolicyReader.builtIn());
    Document xml = document(new JUnitFormat().text(export));
    assertThat(names(xml, "failure")).containsExactly("objectives of its own settings");
    assertThat(xml.getElementsByTagName("failure").item(0).getTextContent())
        .isEqualTo("objective missed: held of intended: required at least 95 %, actual 99.81 %");
    assertCounted(xml);
  }

  @Test
  void aSuiteTakesAsLongAsItsRunsAndACaseNothing() throws Exception {
    RunExport export =
        new RunExport(
            List.of(
                run("one", record -> record.put("durationMs", 61_250)),
                run("two", record -> record.put("durationMs", 2_000)),
                run("odd", record -> record.put("durationMs", -1))),
            PolicyReader.builtIn());
    Document xml = document(new JUnitFormat().text(export));
    assertThat(times(xml, "testsuite")).containsExactly("61.250", "2.000", "0.000");
    assertThat(times(xml, "testsuites")).containsExactly("63.250");
    assertThat(times(xml, "testcase")).isNotEmpty().containsOnly("0");

    Comparison comparison = samples.regression();
    long all =
        Stream.of(comparison.base(), comparison.candidate())
            .flatMap(List::stream)
            .mapToLong(one -> one.record().durationMs())
            .sum();
    assertThat(times(parse(comparison), "testsuites"))
        .containsExactly(String.format(Locale.ROOT, "%.3f", all / 1e3));
  }

  @Test
  void everythingHasANameACountAndATime() throws Exception {
    RunExport export =
        new RunExport(
            List.of(run("one", record -> {}), run("two", record -> {})), PolicyReader.builtIn());
    for (Document xml :
        List.of(
            document(new JUnitFormat().text(export)),
            parse(samples.regression()),
            parse(samples.notComparable()))) {
      List<String> counts = List.of("name", "tests", "failures", "errors", "time");
      assertAttributes(xml, "testsuites", counts);
      assertAttributes(xml, "testsuite", counts);
      assertAttributes(xml, "testsuite", List.of("skipped"));
      assertAttributes(xml, "testcase", List.of("name", "classname", "time"));
      assertCounted(xml);
    }
  }

  @Test
  void charactersThatXmlCannotHaveAreReplaced() throws Exception {
    String hostile = "<a & \"b\">\u0000\u001b[1m \ud800 ]]> \uffff \u00e9 \ud83d\ude00";
    JUnitXml.Case one =
        new JUnitXml.Case(hostile, hostile, JUnitXml.Outcome.FAILURE, hostile, hostile);
    Document xml =
        document(
            JUnitXml.text(
                List.of(
                    JUnitXml.Suite.of(hostile, Map.of("name", hostile), List.of(), List.of(one)))));
    String legal = "<a & \"b\">\ufffd\ufffd[1m \ufffd ]]> \ufffd \u00e9 \ud83d\ude00";
    assertThat(xml.getElementsByTagName("failure").item(0).getTextContent()).isEqualTo(legal);
    assertThat(names(xml, "failure")).containsExactly(legal);
  }

  @Test
  void aMessageOfSeveralLinesIsOneLineInItsAttribute() throws Exception {
    JUnitXml.Case one =
        new JUnitXml.Case("g", "n", JUnitXml.Outcome.ERROR, "t", "first\nsecond\nthird");
    Document xml =
        document(JUnitXml.text(List.of(JUnitXml.Suite.of("s", Map.of(), List.of(), List.of(one)))));
    Element error = (Element) xml.getElementsByTagName("error").item(0);
    assertThat(error.getAttribute("message")).isEqualTo("first");
    assertThat(error.getTextContent()).isEqualTo("first\nsecond\nthird");
  }

  private ComparedRun run(String id, Consumer<ObjectNode> change) throws IOException {
    return ComparedRun.read(EditedRun.write(folder, id, change));
  }

  private Document parse(Comparison comparison) throws Exception {
    return document(new JUnitFormat().text(comparison, folder));
  }

  private static Document document(String xml) throws Exception {
    return DocumentBuilderFactory.newDefaultInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }

  private static List<String> names(Document xml, String element) {
    return elements(xml.getElementsByTagName(element)).stream()
        .map(one -> ((Element) one.getParentNode()).getAttribute("name"))
        .toList();
  }

  private static List<String> times(Document xml, String element) {
    return elements(xml.getElementsByTagName(element)).stream()
        .map(one -> one.getAttribute("time"))
        .toList();
  }

  private static void assertAttributes(Document xml, String element, List<String> attributes) {
    assertThat(elements(xml.getElementsByTagName(element)))
        .isNotEmpty()
        .allSatisfy(
            one ->
                assertThat(attributes)
                    .as(element)
                    .allMatch(attribute -> !one.getAttribute(attribute).isEmpty()));
  }

  private static void assertCounted(Document xml) {
    for (Element suite : elements(xml.getElementsByTagName("testsuite"))) {
      Map.of("tests", "testcase", "failures", "failure", "errors", "error", "skipped", "skipped")
          .forEach((attribute, element) -> assertCount(suite, attribute, element));
    }
    Map.of("tests", "testcase", "failures", "failure", "errors", "error")
        .forEach((attribute, element) -> assertCount(xml.getDocumentElement(), attribute, element));
  }

  private static void assertCount(Element of, String attribute, String element) {
    assertThat(of.getAttribute(attribute))
        .as("%s of %s", attribute, of.getTagName())
        .isEqualTo("" + of.getElementsByTagName(element).getLength());
  }

  private static List<Element> elements(NodeList nodes) {
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }
}
