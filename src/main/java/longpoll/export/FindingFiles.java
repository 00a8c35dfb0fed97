package longpoll.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import longpoll.export.JUnitXml.Case;
import longpoll.export.JUnitXml.Outcome;
import longpoll.export.JUnitXml.Suite;
import longpoll.finding.Figure;
import longpoll.finding.Finding;
import longpoll.finding.FindingReport;
import longpoll.record.RunFolder;
import longpoll.report.FindingPage;

/**
 * The files of an examination, named after its kind: a page, JSON as {@code findings.schema.json}
 * beside this class describes it, and JUnit XML with a case for each finding. What cannot be told
 * is skipped there.
 */
public final class FindingFiles {
  private static final int SCHEMA_VERSION = 1;

  private FindingFiles() {}

  /** Writes all of them into a folder, which is made where it is missing. */
  public static void write(FindingReport report, Path folder) throws IOException {
    Files.createDirectories(folder);
    FindingPage.write(report, folder);
    write(folder.resolve(report.kind().word() + ".json"), json(report));
    write(folder.resolve(report.kind().word() + ".xml"), junit(report));
  }

  private static void write(Path file, String text) throws IOException {
    RunFolder.writeAside(file, aside -> Files.writeString(aside, text));
  }

  static String json(FindingReport report) {
    return Json.text(Document.of(report));
  }

  static String junit(FindingReport report) {
    List<Suite> suites = new ArrayList<>();
    for (FindingReport.Section section : report.sections()) {
      Map<String, String> properties = new LinkedHashMap<>();
      section.about().forEach(fact -> properties.put(fact.name(), fact.value()));
      suites.add(
          new Suite(
              "longpoll " + report.kind().word() + " " + section.name(),
              properties,
              // Nobody knows how long each of several took.
              suites.isEmpty() ? report.durationMs() : 0,
              section.findings().stream().map(finding -> junit(report, finding)).toList()));
    }
    return JUnitXml.text(suites);
  }

  private static Case junit(FindingReport report, Finding finding) {
    String group = "longpoll." + report.kind().word();
    return switch (finding.verdict()) {
      case PASS -> Case.passed(group, finding.id());
      case FAIL -> new Case(group, finding.id(), Outcome.FAILURE, "fail", message(finding));
      case UNKNOWN ->
          new Case(group, finding.id(), Outcome.SKIPPED, finding.verdict().word(), finding.found());
    };
  }

  private static String message(Finding finding) {
    List<String> lines = new ArrayList<>();
    lines.add(finding.title() + ": " + finding.found());
    if (!finding.rule().isEmpty()) {
      lines.add(finding.rule());
    }
    if (!finding.advice().isEmpty()) {
      lines.add(finding.advice());
    }
    return String.join("\n", lines);
  }

  private record Document(
      int schemaVersion,
      String kind,
      String title,
      String startedAt,
      long durationMs,
      String verdict,
      Map<String, Long> counts,
      List<Part> sections) {

    static Document of(FindingReport report) {
      Map<String, Long> counts = new LinkedHashMap<>();
      for (Finding.Verdict verdict : Finding.Verdict.values()) {
        counts.put(verdict.word(), report.count(verdict));
      }
      return new Document(
          SCHEMA_VERSION,
          report.kind().word(),
          report.title(),
          report.startedAt().toString(),
          report.durationMs(),
          (report.failed() ? Finding.Verdict.FAIL : Finding.Verdict.PASS).word(),
          counts,
          report.sections().stream().map(Part::of).toList());
    }
  }

  private record Part(
      String name,
      Map<String, String> about,
      List<String> notices,
      List<Found> findings,
      Map<String, Measured> figures) {

    static Part of(FindingReport.Section section) {
      Map<String, String> about = new LinkedHashMap<>();
      section.about().forEach(fact -> about.put(fact.name(), fact.value()));
      Map<String, Measured> figures = new LinkedHashMap<>();
      section
          .figures()
          .forEach(figure -> figures.put(figure.name(), Measured.of(figure, section.columns())));
      return new Part(
          section.name(),
          about,
          section.notices(),
          section.findings().stream().map(Found::of).toList(),
          figures);
    }
  }

  private record Found(
      String id,
      String title,
      String verdict,
      String found,
      String rule,
      String advice,
      List<Happened> timeline) {

    static Found of(Finding finding) {
      return new Found(
          finding.id(),
          finding.title(),
          finding.verdict().word(),
          finding.found(),
          finding.rule(),
          finding.advice(),
          finding.timeline().stream().map(Happened::of).toList());
    }
  }

  private record Happened(double atMs, String client, String what) {
    static Happened of(Finding.Moment moment) {
      return new Happened(moment.micros() / 1e3, moment.client(), moment.what());
    }
  }

  private record Measured(String title, String unit, Map<String, Double> values) {
    static Measured of(Figure figure, List<String> columns) {
      Map<String, Double> values = new LinkedHashMap<>();
      for (int i = 0; i < columns.size(); i++) {
        values.put(columns.get(i), figure.values().get(i));
      }
      return new Measured(figure.title(), figure.unit(), values);
    }
  }
}
