package longpoll.export;

import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import longpoll.compare.ComparedRun;
import longpoll.text.Numbers;

/**
 * The JUnit XML that Jenkins and GitLab read. Format: {@code junit-10.xsd} of
 * https://github.com/jenkinsci/xunit-plugin, and
 * https://docs.gitlab.com/ci/testing/unit_test_reports, which shows the text inside a failure. Some
 * readers fail where a name, a count or a time is missing, so all are there. The time of a suite is
 * that of its runs; a case is a judgement and takes none.
 */
final class JUnitXml {
  private JUnitXml() {}

  /** What became of a case. The name of the element, but for a case that passed, which has none. */
  enum Outcome {
    PASSED(""),
    FAILURE("failure"),
    ERROR("error"),
    SKIPPED("skipped");

    private final String element;

    Outcome(String element) {
      this.element = element;
    }
  }

  /**
   * @param group is written as the class name
   * @param type of a failure, an error or a skip, in a word or two
   * @param message one line; more of it go into the text
   */
  record Case(String group, String name, Outcome outcome, String type, String message) {
    static Case passed(String group, String name) {
      return new Case(group, name, Outcome.PASSED, "", "");
    }
  }

  /**
   * @param millis how long it took to get what is judged
   */
  record Suite(String name, Map<String, String> properties, long millis, List<Case> cases) {
    /** Of runs, which took as long as all of them together. */
    static Suite of(
        String name, Map<String, String> properties, List<ComparedRun> runs, List<Case> cases) {
      return new Suite(
          name,
          properties,
          runs.stream().mapToLong(run -> Math.max(0, run.record().durationMs())).sum(),
          cases);
    }

    private long count(Outcome outcome) {
      return cases.stream().filter(one -> one.outcome() == outcome).count();
    }
  }

  static String text(List<Suite> suites) {
    StringWriter text = new StringWriter();
    try {
      // Not whatever implementation the class path may have: this one is the same everywhere.
      XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeCharacters("\n");
      xml.writeStartElement("testsuites");
      attribute("name", "longpoll", xml);
      counts(suites, xml);
      time(suites, xml);
      for (Suite suite : suites) {
        write(suite, xml);
      }
      xml.writeCharacters("\n");
      xml.writeEndElement();
      xml.writeCharacters("\n");
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("writing into memory does not fail", e);
    }
    return text.toString();
  }

  private static void write(Suite suite, XMLStreamWriter xml) throws XMLStreamException {
    start(1, "testsuite", xml);
    attribute("name", suite.name(), xml);
    counts(List.of(suite), xml);
    attribute("skipped", sum(List.of(suite), one -> one.count(Outcome.SKIPPED)), xml);
    time(List.of(suite), xml);
    start(2, "properties", xml);
    for (Map.Entry<String, String> property : suite.properties().entrySet()) {
      xml.writeCharacters("\n" + "  ".repeat(3));
      xml.writeEmptyElement("property");
      attribute("name", property.getKey(), xml);
      attribute("value", property.getValue(), xml);
    }
    end(2, xml);
    for (Case one : suite.cases()) {
      write(one, xml);
    }
    end(1, xml);
  }

  /** The schema knows no count of what was skipped for all suites together. */
  private static void counts(List<Suite> suites, XMLStreamWriter xml) throws XMLStreamException {
    attribute("tests", sum(suites, suite -> suite.cases().size()), xml);
    attribute("failures", sum(suites, suite -> suite.count(Outcome.FAILURE)), xml);
    attribute("errors", sum(suites, suite -> suite.count(Outcome.ERROR)), xml);
  }

  private static void time(List<Suite> suites, XMLStreamWriter xml) throws XMLStreamException {
    long millis = suites.stream().mapToLong(Suite::millis).sum();
    attribute("time", Numbers.seconds(millis), xml);
  }

  private static String sum(List<Suite> suites, ToLongFunction<Suite> count) {
    return String.valueOf(suites.stream().mapToLong(count).sum());
  }

  private static void write(Case one, XMLStreamWriter xml) throws XMLStreamException {
    boolean passed = one.outcome() == Outcome.PASSED;
    xml.writeCharacters("\n" + "  ".repeat(2));
    if (passed) {
      xml.writeEmptyElement("testcase");
    } else {
      xml.writeStartElement("testcase");
    }
    attribute("classname", one.group(), xml);
    attribute("name", one.name(), xml);
    attribute("time", "0", xml);
    if (!passed) {
      start(3, one.outcome().element, xml);
      attribute("type", one.type(), xml);
      attribute("message", one.message().lines().findFirst().orElse(""), xml);
      xml.writeCharacters(legal(one.message()));
      xml.writeEndElement();
      end(2, xml);
    }
  }

  private static void start(int depth, String element, XMLStreamWriter xml)
      throws XMLStreamException {
    xml.writeCharacters("\n" + "  ".repeat(depth));
    xml.writeStartElement(element);
  }

  private static void end(int depth, XMLStreamWriter xml) throws XMLStreamException {
    xml.writeCharacters("\n" + "  ".repeat(depth));
    xml.writeEndElement();
  }

  private static void attribute(String name, String value, XMLStreamWriter xml)
      throws XMLStreamException {
    xml.writeAttribute(name, legal(value));
  }

  /** The writer escapes what can be; some characters must not be in XML in any form. */
  static String legal(String text) {
    StringBuilder legal = new StringBuilder();
    text.codePoints()
        .map(
            c ->
                c == '\t'
                        || c == '\n'
                        || c >= 0x20 && c <= 0xD7FF
                        || c >= 0xE000 && c <= 0xFFFD
                        || c >= 0x10000
                    ? c
                    : 0xFFFD)
        .forEach(legal::appendCodePoint);
    return legal.toString();
  }
}
