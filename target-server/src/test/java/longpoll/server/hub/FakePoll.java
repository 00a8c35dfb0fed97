package longpoll.server.hub;

import java.util.concurrent.Executor;

/** A poll without a connection. */
final class FakePoll extends ParkedPoll {
  int releases;

  @Override
  public Executor executor() {
    return Runnable::run;
  }

  @Override
  public void release() {
    releases++;
  }
}
