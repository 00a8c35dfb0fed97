package longpoll.gatling;

import io.gatling.core.session.Session;

/** Where a user ends that is not Gatling's: nothing comes after it. Thread-safe. */
final class LastAction extends LoggedAction {
  private final Runnable left;

  /**
   * @param left told of each user
   */
  LastAction(Runnable left) {
    super("last");
    this.left = left;
  }

  @Override
  public void execute(Session session) {
    left.run();
  }
}
