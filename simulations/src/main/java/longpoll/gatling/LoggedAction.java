package longpoll.gatling;

import com.typesafe.scalalogging.Logger;
import io.gatling.core.action.Action;
import org.slf4j.LoggerFactory;

/** What Gatling's Scala wants of an action besides what it does: a name and a logger. */
abstract class LoggedAction implements Action {
  private final String name;
  private Logger logger =
      com.typesafe.scalalogging.Logger$.MODULE$.apply(LoggerFactory.getLogger(getClass()));

  LoggedAction(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Logger logger() {
    return logger;
  }

  @Override
  public void com$typesafe$scalalogging$StrictLogging$_setter_$logger_$eq(Logger value) {
    logger = value;
  }
}
