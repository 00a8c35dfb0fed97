package longpoll.gatling;

import io.gatling.commons.stats.Status;
import io.gatling.core.actor.ActorRef;
import io.gatling.core.controller.Controller;
import io.gatling.core.session.GroupBlock;
import io.gatling.core.stats.StatsEngine;
import scala.Option;
import scala.collection.immutable.List;

/**
 * Takes the rows of a rehearsal in place of Gatling's own engine, and keeps none. Thread-safe.
 *
 * @param failure told of each row that is not OK
 */
record RowsToNobody(Runnable failure) implements StatsEngine {

  @Override
  public void logResponse(
      String scenario,
      List<String> groups,
      String name,
      long startMillis,
      long endMillis,
      Status status,
      Option<String> responseCode,
      Option<String> message) {
    if (message.isDefined()) {
      failure.run();
    }
  }

  @Override
  public void start() {}

  @Override
  public void stop(ActorRef<Controller.Command> controller, Option<Exception> problem) {}

  @Override
  public void logUserStart(String scenario) {}

  @Override
  public void logUserEnd(String scenario) {}

  @Override
  public void logGroupEnd(String scenario, GroupBlock group, long endMillis) {}

  @Override
  public void logRequestCrash(String scenario, List<String> groups, String name, String problem) {}
}
