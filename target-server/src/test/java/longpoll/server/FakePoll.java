package longpoll.server;

import java.util.concurrent.Executor;

/** A poll without a connection. */
final class FakePoll extends ParkedPoll {
  int releases;

  @Override
  Executor executor() {
    return Runnable::run;
  }

  @Override
  void release() {
    releases++;
  }
}
