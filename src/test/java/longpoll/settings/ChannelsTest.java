package longpoll.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.IntSummaryStatistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelsTest {

  @Test
  void oneChannelIsTheDefaultAndSeveralAreNumbered() {
    assertThat(Channels.names(1)).containsExactly("default");
    assertThat(Channels.names(3)).containsExactly("c0", "c1", "c2");
    assertThatThrownBy(() -> Channels.names(0)).hasMessageContaining("but it is 0");
  }

  @Test
  void userIWaitsOnChannelIModN() {
    assertThat(Channels.nameFor(7, 3)).isEqualTo("c1");
    assertThat(Channels.nameFor(7, 1)).isEqualTo("default");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 100})
  void theSharesOfAllInjectorsAreAllUsersOfEachChannel(int shards) {
    int[] users = new int[7];
    int[] probes = new int[1];
    for (int shard = 0; shard < shards; shard++) {
      LoadShare share = new LoadShare(shard, shards);
      int[] waiting = Channels.usersByChannel(100, 7, share);
      Arrays.setAll(users, channel -> users[channel] + waiting[channel]);
      IntSummaryStatistics even = Arrays.stream(waiting).summaryStatistics();
      assertThat(even.getMax() - even.getMin()).isLessThanOrEqualTo(1);
      probes[0] += share.count(5);
    }
    assertThat(users).containsExactly(15, 15, 14, 14, 14, 14, 14);
    assertThat(probes).containsExactly(5);
  }
}
