package longpoll.report;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** A page as a tree. Our pages are well-formed apart from the text of scripts and styles. */
final class PageReader {
  private final Document document;

  PageReader(String html) throws Exception {
    String tree =
        html.replaceFirst("<!doctype html>", "")
            .replaceAll("(?s)<script[^>]*>.*?</script>", "<script></script>")
            .replaceAll("(?s)<style>.*?</style>", "<style></style>")
            .strip();
    document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(tree)));
  }

  List<Element> all(String name) {
    NodeList nodes = document.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  List<Element> within(Element parent, String name) {
    NodeList nodes = parent.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  String text() {
    return document.getDocumentElement().getTextContent().replaceAll("\\s+", " ");
  }
}
