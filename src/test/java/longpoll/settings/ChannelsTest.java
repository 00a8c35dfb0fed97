package longpoll.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

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

  @Test
  void theUsersOfAllChannelsAreAllUsers() {
    for (int channel = 0; channel < 7; channel++) {
      int index = channel;
      long counted =
          IntStream.range(0, 100).filter(user -> Channels.indexOf(user, 7) == index).count();
      assertThat(Channels.usersOn(channel, 100, 7)).isEqualTo((int) counted);
    }
  }
}
