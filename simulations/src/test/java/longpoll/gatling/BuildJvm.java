package longpoll.gatling;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The JVM options that {@code mvn gatling:test} runs with, read where the build has them. */
final class BuildJvm {
  private static final List<String> HEAP = List.of("injector.heap.initial", "injector.heap.max");

  private BuildJvm() {}

  /** Those that are the JVM's own; properties are what a run sets for itself. */
  static List<String> options() {
    try {
      Document pom =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(Path.of("pom.xml").toFile());
      return texts(pom, "jvmArg").stream()
          .map(option -> filledIn(option, pom))
          .filter(option -> option.startsWith("-X"))
          .toList();
    } catch (IOException | SAXException | ParserConfigurationException e) {
      throw new IllegalStateException("the build's pom.xml cannot be read", e);
    }
  }

  private static String filledIn(String option, Document pom) {
    String filledIn = option;
    for (String property : HEAP) {
      // The first one: what a profile sets in its place comes after it.
      filledIn = filledIn.replace("${" + property + "}", texts(pom, property).get(0));
    }
    return filledIn;
  }

  private static List<String> texts(Document pom, String tag) {
    NodeList found = pom.getElementsByTagName(tag);
    return IntStream.range(0, found.getLength())
        .mapToObj(i -> found.item(i).getTextContent().trim())
        .toList();
  }
}
