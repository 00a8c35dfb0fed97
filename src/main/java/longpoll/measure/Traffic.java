package longpoll.measure;

import longpoll.record.RunRecord;
import longpoll.transport.TrafficCounter;

/** Counts the bytes that users send and receive in the window. Thread-safe. */
final class Traffic implements TrafficCounter {
  private final RunLedger run;
  private final LoopAdder sent = new LoopAdder();
  private final LoopAdder received = new LoopAdder();

  Traffic(RunLedger run) {
    this.run = run;
  }

  @Override
  public void sent(int bytes, long nanos) {
    if (inWindow(nanos)) {
      sent.add(bytes);
    }
  }

  @Override
  public void received(int bytes, long nanos) {
    if (inWindow(nanos)) {
      received.add(bytes);
    }
  }

  private boolean inWindow(long nanos) {
    return !run.frozen() && run.begin().phaseAt(nanos) == Phase.WINDOW;
  }

  RunRecord.Traffic snapshot() {
    return new RunRecord.Traffic(sent.sum(), received.sum());
  }

  static RunRecord.Traffic sum(RunRecord.Traffic one, RunRecord.Traffic other) {
    return new RunRecord.Traffic(
        one.sentBytes() + other.sentBytes(), one.receivedBytes() + other.receivedBytes());
  }
}
