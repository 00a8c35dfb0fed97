package longpoll.preflight;

import java.util.List;
import java.util.stream.Collectors;

/** All findings, refusals first. */
public record PreflightReport(List<Finding> findings) {

  public PreflightReport {
    findings = List.copyOf(findings);
  }

  /** Whether the run must not be started. */
  public boolean refused() {
    return !of(Finding.Severity.REFUSAL).isEmpty();
  }

  public List<String> of(Finding.Severity severity) {
    return findings.stream()
        .filter(finding -> finding.severity() == severity)
        .map(Finding::text)
        .toList();
  }

  /** One line for each finding; empty when there is none. */
  public String text() {
    return findings.stream()
        .map(
            finding ->
                switch (finding.severity()) {
                      case REFUSAL -> "cannot run: ";
                      case WARNING -> "warning: ";
                      case UNKNOWN -> "not checked: ";
                    }
                    + finding.text())
        .collect(Collectors.joining(System.lineSeparator()));
  }
}
