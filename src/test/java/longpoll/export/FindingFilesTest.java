package longpoll.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import longpoll.finding.FindingReport;
import longpoll.finding.SampleFindings;
import longpoll.report.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class FindingFilesTest {
  @TempDir Path folder;

  static Stream<FindingReport> samples() {
    return Stream.of(SampleFindings.contract(), SampleFindings.audit(), SampleFindings.hostile());
  }

  @Test
  void theyAreAsStoredUnderEveryLocale() throws Exception {
    Golden.check(
        FindingFiles.class,
        "contract-json.txt",
        () -> FindingFiles.json(SampleFindings.contract()));
    Golden.check(
        FindingFiles.class, "audit-json.txt", () -> FindingFiles.json(SampleFindings.audit()));
    Golden.check(
        FindingFiles.class,
        "contract-junit.txt",
        () -> FindingFiles.junit(SampleFindings.contract()));
  }

  @Test
  void theyAreNamedAfterTheExamination() throws Exception {
    FindingFiles.write(SampleFindings.audit(), folder);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("audit.html", "audit.json", "audit.xml", "page.css");
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void theJsonIsAsTheSchemaSays(FindingReport report) throws Exception {
    try (InputStream in = FindingFiles.class.getResourceAsStream("findings.schema.json")) {
      Schema schema =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
              .getSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      assertThat(schema.validate(FindingFiles.json(report), InputFormat.JSON)).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void theXmlCanBeRead(FindingReport report) throws Exception {
    Document xml =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(FindingFiles.junit(report))));
    assertThat(xml.getElementsByTagName("failure").getLength() > 0).isEqualTo(report.failed());
  }
}
