package longpoll.compare;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a comparison is judged by.
 *
 * @param source where it came from, for people
 * @param confidence that all gates together should have, above 0.5 and below 1
 * @param gates the measures that decide; no measure twice
 */
public record Policy(
    String source,
    double confidence,
    Correction correction,
    List<Gate> gates,
    List<Requirement> objectives) {

  public Policy {
    Objects.requireNonNull(source);
    Objects.requireNonNull(correction);
    gates = List.copyOf(gates);
    objectives = List.copyOf(objectives);
    if (!(confidence > 0.5 && confidence < 1)) {
      throw new IllegalArgumentException(
          "confidence: must be above 0.5 and below 1, but is " + confidence);
    }
    Set<ComparedMeasure> seen = new HashSet<>();
    for (Gate gate : gates) {
      if (!seen.add(gate.measure())) {
        throw new IllegalArgumentException("measures: " + gate.measure() + " is there twice");
      }
    }
  }

  /**
   * The confidence each gated measure's interval should have. With so few runs that no interval
   * reaches it, the highest that they allow is taken, down to {@link #confidence}.
   */
  public double wantedConfidence() {
    return switch (correction) {
      case NONE -> confidence;
      case BONFERRONI -> 1 - (1 - confidence) / Math.max(1, gates.size());
    };
  }

  public Optional<Gate> gate(ComparedMeasure measure) {
    return gates.stream().filter(gate -> gate.measure() == measure).findFirst();
  }

  /** How the error of several gates is kept together. */
  public enum Correction {
    /** Each gate has the whole confidence, so that one of five is wrong more often than it says. */
    NONE,
    /** The error is shared out among the gates. C. E. Bonferroni, 1936. */
    BONFERRONI
  }
}
