package longpoll.measure;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A sum that every event loop adds to in a cell of its own, so that adding takes no atomic
 * operation. Any thread may add, and any may read: what another thread added a moment ago may be
 * missing from the sum, and nothing is once that thread is known to have done its work.
 */
final class LoopAdder {
  private final List<Cell> cells = new CopyOnWriteArrayList<>();
  private final FastThreadLocal<Cell> mine =
      new FastThreadLocal<>() {
        @Override
        protected Cell initialValue() {
          Cell cell = new Cell();
          cells.add(cell);
          return cell;
        }
      };

  void increment() {
    add(1);
  }

  void add(long number) {
    Cell cell = mine.get();
    cell.lazySet(cell.getPlain() + number);
  }

  long sum() {
    long sum = 0;
    for (Cell cell : cells) {
      sum += cell.get();
    }
    return sum;
  }

  /** Longer than a line of the processor's cache: two threads that write to one slow each other. */
  @SuppressWarnings({"unused", "serial"})
  private static final class Cell extends AtomicLong {
    private long p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14;
  }
}
