package longpoll.gatling;

import io.gatling.core.action.Action;
import io.gatling.core.session.Session;
import io.gatling.core.structure.ScenarioContext;
import io.gatling.javaapi.core.ActionBuilder;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import longpoll.record.RunRecord.Objective;
import org.slf4j.LoggerFactory;

/**
 * A step of a run that is no poll: does work that takes its time, such as to close the ledger and
 * to write the record, and logs what comes of it as rows of Gatling's report, for assertions to
 * read. The last work is not done in {@code after()}, where Gatling has read its rows already and
 * would lose its report to an exception.
 */
final class WorkActionBuilder implements ActionBuilder {
  private final Supplier<List<Row>> work;
  private final Function<Throwable, Row> failed;

  /**
   * A row of Gatling's report.
   *
   * @param problem what is wrong, or null for nothing
   */
  record Row(String name, String problem) {}

  /**
   * @param work may take its time; it has a thread of its own
   * @param failed the row that says that the work failed
   */
  WorkActionBuilder(Supplier<List<Row>> work, Function<Throwable, Row> failed) {
    this.work = work;
    this.failed = failed;
  }

  /** The row of an objective. */
  static Row of(Objective objective) {
    return new Row(rowOf(objective.name()), objective.met() ? null : objective.missedInWords());
  }

  /** The name of an objective's row. */
  static String rowOf(String objective) {
    return "objective: " + objective;
  }

  @Override
  public io.gatling.core.action.builder.ActionBuilder asScala() {
    return new io.gatling.core.action.builder.ActionBuilder() {
      @Override
      public Action build(ScenarioContext scenario, Action next) {
        GatlingRows rows = new GatlingRows(scenario.coreComponents().statsEngine());
        return new Work(work, failed, rows, next);
      }
    };
  }

  private static final class Work extends LoggedAction {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(Work.class);

    private final Supplier<List<Row>> work;
    private final Function<Throwable, Row> failed;
    private final GatlingRows rows;
    private final Action next;

    Work(Supplier<List<Row>> work, Function<Throwable, Row> failed, GatlingRows rows, Action next) {
      super("work");
      this.work = work;
      this.failed = failed;
      this.rows = rows;
      this.next = next;
    }

    /** An event loop is no place to wait. */
    @Override
    public void execute(Session session) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  work.get().forEach(row -> log(session, row));
                } catch (RuntimeException | Error e) {
                  LOG.error("a step of the run failed", e);
                  log(session, failed.apply(e));
                } finally {
                  next.$bang(session);
                }
              },
              "longpoll-work");
      thread.start();
    }

    private void log(Session session, Row row) {
      long now = System.currentTimeMillis();
      if (row.problem == null) {
        rows.ok(session, row.name, now, now);
      } else {
        rows.ko(session, row.name, now, now, row.problem);
      }
    }
  }
}
