package longpoll.gatling;

import com.typesafe.scalalogging.Logger;
import io.gatling.core.action.Action;
import io.gatling.core.session.Session;
import io.gatling.core.structure.ScenarioContext;
import io.gatling.javaapi.core.ActionBuilder;
import longpoll.record.RunRecord.Objective;
import org.slf4j.LoggerFactory;

/**
 * The last step of a run: closes the ledger, writes the record and the reports, and logs each
 * objective as a row of Gatling's report, for assertions to read. Not done in {@code after()},
 * where Gatling has read its rows already and would lose its report to an exception.
 */
final class ClosingActionBuilder implements ActionBuilder {
  private final LongPollRun run;

  ClosingActionBuilder(LongPollRun run) {
    this.run = run;
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
        return new Closing(run, new GatlingRows(scenario.coreComponents().statsEngine()), next);
      }
    };
  }

  private static final class Closing implements Action {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(Closing.class);

    private final LongPollRun run;
    private final GatlingRows rows;
    private final Action next;
    private Logger logger = com.typesafe.scalalogging.Logger$.MODULE$.apply(LOG);

    Closing(LongPollRun run, GatlingRows rows, Action next) {
      this.run = run;
      this.rows = rows;
      this.next = next;
    }

    @Override
    public String name() {
      return "closeTheLedger";
    }

    @Override
    public Logger logger() {
      return logger;
    }

    @Override
    public void com$typesafe$scalalogging$StrictLogging$_setter_$logger_$eq(Logger value) {
      logger = value;
    }

    /** Closing takes seconds, and an event loop is no place to wait. */
    @Override
    public void execute(Session session) {
      Thread closing =
          new Thread(
              () -> {
                try {
                  run.close().forEach(objective -> log(session, objective));
                } catch (RuntimeException | Error e) {
                  LOG.error("the ledger could not be closed", e);
                  log(session, new Objective("run is valid", "complete", e.toString(), false));
                } finally {
                  next.$bang(session);
                }
              },
              "longpoll-closing");
      closing.start();
    }

    private void log(Session session, Objective objective) {
      long now = System.currentTimeMillis();
      if (objective.met()) {
        rows.ok(session, rowOf(objective.name()), now, now);
      } else {
        rows.ko(session, rowOf(objective.name()), now, now, objective.missedInWords());
      }
    }
  }
}
