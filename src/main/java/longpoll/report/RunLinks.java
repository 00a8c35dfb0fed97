package longpoll.report;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import longpoll.compare.ComparedRun;
import longpoll.compare.Comparison;
import longpoll.record.RunRecord;
import longpoll.text.Numbers;

/**
 * A run of a comparison with the way to its reports, ready to print.
 *
 * @param name base 3, candidate 3
 * @param links relative to the page; only to what is there
 */
public record RunLinks(
    String name, String id, String label, String started, String commit, List<Link> links) {

  /**
   * @param href relative to the page, escaped as a URL
   */
  public record Link(String text, String href) {}

  static List<RunLinks> of(Comparison comparison, Path page) {
    return RunName.all(comparison).stream().map(name -> of(name, page)).toList();
  }

  private static RunLinks of(RunName name, Path page) {
    ComparedRun run = name.run();
    RunRecord record = run.record();
    return new RunLinks(
        name.inShort(),
        run.id(),
        Text.orNone(record.label()),
        Text.moment(record.startedAt()),
        commit(record.environment()),
        List.of(
                new Linked("report", run.folder().report()),
                new Linked("Gatling", run.folder().gatlingReport()),
                new Linked("run.json", run.folder().runJson()))
            .stream()
            .filter(linked -> Files.exists(linked.file()))
            .map(linked -> new Link(linked.text(), href(page, linked.file())))
            .toList());
  }

  private record Linked(String text, Path file) {}

  private static String commit(RunRecord.Environment environment) {
    String commit = environment.commit();
    if (commit == null || commit.isEmpty()) {
      return Numbers.NONE;
    }
    return commit.substring(0, Math.min(10, commit.length()))
        + (Boolean.TRUE.equals(environment.dirty()) ? ", changed" : "");
  }

  private static String href(Path page, Path file) {
    Path from = page.toAbsolutePath().normalize().getParent();
    Path to = file.toAbsolutePath().normalize();
    if (from.getRoot() == null || !from.getRoot().equals(to.getRoot())) {
      return to.toUri().toASCIIString();
    }
    return relativeUrl(from.relativize(to));
  }

  static String relativeUrl(Path relative) {
    StringBuilder path = new StringBuilder();
    for (Path name : relative) {
      path.append(path.isEmpty() ? "" : "/").append(name);
    }
    try {
      return new URI(null, null, "/" + path, null).toASCIIString().substring(1);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("a path that has no URL: " + relative, e);
    }
  }
}
