package longpoll.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DialectsTest {

  @Test
  void anUnknownNameIsAnsweredWithTheKnownOnes() {
    assertThatThrownBy(() -> Dialects.named("carrier-pigeon", Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "no dialect is called carrier-pigeon; there are native, article, apollo")
        .hasMessageEndingWith("and files by their path (with a slash or the ending .conf)");
  }

  @Test
  void aKindThatNobodySpeaksIsRefused() {
    assertThatThrownBy(() -> Dialects.of(DialectSpec.of("carrier-pigeon")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no dialect is of the kind 'carrier-pigeon'");
  }

  @Test
  @Timeout(30)
  void manyThreadsReadThroughOneDialectWithoutMixingUpTheirAnswers() throws Exception {
    int threads = 4;
    Dialect dialect = Dialects.named("native", Map.of());
    CyclicBarrier start = new CyclicBarrier(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Void>> readers = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        int mine = thread;
        Callable<Void> reader =
            () -> {
              start.await(10, TimeUnit.SECONDS);
              for (int i = 1; i <= 5_000; i++) {
                long seq = mine * 1_000_000L + i / 3 + 1;
                String body =
                    "{\"epoch\":\"e"
                        + mine
                        + "\",\"next\":"
                        + (seq + 1)
                        + ",\"events\":[{\"seq\":"
                        + seq
                        + "}]}";
                Answer answer =
                    dialect.read(
                        Purpose.POLL,
                        StreamPosition.START,
                        200,
                        name -> null,
                        body.getBytes(StandardCharsets.UTF_8));
                assertThat(answer.next()).isEqualTo(new StreamPosition("" + (seq + 1), "e" + mine));
                assertThat(answer.events().get(0).seq()).isEqualTo(seq);
              }
              return null;
            };
        readers.add(pool.submit(reader));
      }
      for (Future<Void> reader : readers) {
        reader.get(20, TimeUnit.SECONDS);
      }
    } finally {
      pool.shutdownNow();
    }
  }
}
