package longpoll.gatling;

import com.typesafe.scalalogging.Logger;
import io.gatling.core.action.Action;
import io.gatling.core.session.Session;
import org.slf4j.LoggerFactory;

/** Where a user ends that is not Gatling's: nothing comes after it. Thread-safe. */
final class LastAction implements Action {
  private final Runnable left;
  private Logger logger =
      com.typesafe.scalalogging.Logger$.MODULE$.apply(LoggerFactory.getLogger(LastAction.class));

  /**
   * @param left told of each user
   */
  LastAction(Runnable left) {
    this.left = left;
  }

  @Override
  public String name() {
    return "last";
  }

  @Override
  public Logger logger() {
    return logger;
  }

  @Override
  public void com$typesafe$scalalogging$StrictLogging$_setter_$logger_$eq(Logger value) {
    logger = value;
  }

  @Override
  public void execute(Session session) {
    left.run();
  }
}
