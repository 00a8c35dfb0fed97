package longpoll.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import longpoll.compare.Comparison;
import longpoll.compare.Policy;
import longpoll.compare.Unit;

/**
 * {@code comparison.html}: two sets of runs on one page, without a network and readable without a
 * script. Beside the records in the comparison it reads each run's {@code totals.hlog} and {@code
 * series.csv}; where one cannot be read, the page says so and draws the others.
 */
public final class ComparisonPage {
  private static final String NAME = "comparison.html";

  private ComparisonPage() {}

  /**
   * Writes the page, and its style sheet beside it.
   *
   * @param folder where the files are written
   * @param place where that folder will be in the end, from which the page's links start
   */
  public static void write(Comparison comparison, Path folder, Path place) throws IOException {
    Pages.write(folder.resolve(NAME), render(comparison, place.resolve(NAME)));
  }

  /**
   * @param file where the page will lie, from which its links start
   */
  static String render(Comparison comparison, Path file) throws IOException {
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("what", what(comparison));
    model.put("runs", runs(comparison));
    model.put("policy", policy(comparison.policy()));
    model.put("banner", Banner.of(comparison));
    model.put("notes", comparison.notes());
    put(model, "differences", ComparedTables.differences(comparison, Integer.MAX_VALUE));
    model.put("forest", ForestFigure.of(comparison));
    model.put("gated", ComparedTables.gated(comparison));
    model.put("others", ComparedTables.others(comparison));
    model.put("withoutInterval", ComparedTables.anyWithoutInterval(comparison));
    model.put("notMeasured", ComparedTables.notMeasured(comparison));
    put(model, "objectives", ComparedTables.objectives(comparison));
    model.put("missed", comparison.missed().size());
    model.put("dots", RunDots.of(comparison));
    model.put("dotsLegend", RunDots.legend(comparison));
    model.put("dotsTable", RunDots.table(comparison));
    model.put("latency", ComparedLatency.of(comparison));
    model.put("series", ComparedSeries.of(comparison));
    model.put("links", RunLinks.of(comparison, file));
    return Pages.render("comparison.ftlh", model);
  }

  private static void put(Map<String, Object> model, String key, Object value) {
    if (value != null) {
      model.put(key, value);
    }
  }

  /** The simulations compared; one, if they may be. */
  private static String what(Comparison comparison) {
    List<String> names = new ArrayList<>();
    for (RunName name : RunName.all(comparison)) {
      String simulation = Text.simulation(name.run().record().simulation());
      if (!names.contains(simulation)) {
        names.add(simulation);
      }
    }
    return String.join(" and ", names);
  }

  static String runs(Comparison comparison) {
    int base = comparison.base().size();
    int candidate = comparison.candidate().size();
    if (comparison.paired()) {
      return base + (base == 1 ? " pair of runs" : " pairs of runs");
    }
    return count(base, "base run") + " and " + count(candidate, "candidate run");
  }

  private static String count(int runs, String word) {
    return runs + " " + word + (runs == 1 ? "" : "s");
  }

  static String policy(Policy policy) {
    return policy.source()
        + ", "
        + count(policy.gates().size(), "gated measure")
        + ", confidence "
        + Unit.SHARE.format(policy.confidence())
        + " together";
  }
}
