package longpoll.server.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import longpoll.server.text.BadParameterException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PollRequestTest {
  @Test
  void everyParameterIsRead() throws Exception {
    PollRequest request =
        PollRequest.parse("cursor=12&epoch=ab&timeout=1.5&channel=b%2Ca&limit=7&heartbeat=0.5");
    assertThat(request)
        .isEqualTo(
            new PollRequest(
                12, "ab", 1_500_000_000L, ChannelSet.of(List.of("a", "b")), 7, 500_000_000L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "foo=bar", "Cursor=0", "&&", "=5", "foo"})
  void unknownParametersAreIgnored(String query) throws Exception {
    assertThat(PollRequest.parse(query)).isEqualTo(PollRequest.BARE);
  }

  @Test
  void largestCursorAndLargeLimitAreTaken() throws Exception {
    assertThat(PollRequest.parse("cursor=9223372036854775807").cursor()).isEqualTo(Long.MAX_VALUE);
    assertThat(PollRequest.parse("limit=9999999999").limit()).isEqualTo(Integer.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0.0", "1E-3", "1e3", "5.", ".5", "99999999999999"})
  void secondsAreDecimal(String timeout) throws Exception {
    assertThat(PollRequest.parse("timeout=" + timeout).timeoutNanos()).isNotNegative();
  }

  @Test
  void holdIsNeverRoundedDown() throws Exception {
    assertThat(PollRequest.parse("timeout=0.0000000001").timeoutNanos()).isEqualTo(1);
  }

  @Test
  void channelsGivenTwiceAddUp() throws Exception {
    assertThat(PollRequest.parse("channel=a&channel=b,a").channels())
        .isEqualTo(ChannelSet.of(List.of("a", "b")));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "cursor=0,cursor,from 1 to 2^63-1,'0'",
        "cursor=-1,cursor,from 1 to 2^63-1,'-1'",
        "cursor=9223372036854775808,cursor,from 1 to 2^63-1,'9223372036854775808'",
        "cursor=99999999999999999999999,cursor,from 1,'99999999999999999999999'",
        "cursor=1.5,cursor,from 1,'1.5'",
        "cursor=,cursor,from 1,''",
        "cursor,cursor,from 1,''",
        "cursor=1&cursor=2,cursor,given once,'1' and '2'",
        "cursor=%zz,cursor,two hex digits,'%zz'",
        "cursor=%f,cursor,two hex digits,'%f'",
        "cursor=%ff,cursor,UTF-8,'%ff'",
        "timeout=NaN,timeout,0 or more,'NaN'",
        "timeout=Infinity,timeout,0 or more,'Infinity'",
        "timeout=-0.5,timeout,0 or more,'-0.5'",
        "timeout=1f,timeout,0 or more,'1f'",
        "timeout=0x1p3,timeout,0 or more,'0x1p3'",
        "timeout=1.2.3,timeout,0 or more,'1.2.3'",
        "timeout=,timeout,0 or more,''",
        "heartbeat=0,heartbeat,0.1 s or more,'0'",
        "heartbeat=0.099,heartbeat,0.1 s or more,'0.099'",
        "heartbeat=often,heartbeat,0 or more,'often'",
        "limit=0,limit,from 1,'0'",
        "limit=-5,limit,from 1,'-5'",
        "limit=ten,limit,from 1,'ten'",
        "channel=,channel,1 to 64 characters,''",
        "channel=a%2C%2Cb,channel,1 to 64 characters,'a%2C%2Cb'",
        "channel=a%20b,channel,1 to 64 characters,'a b'",
        "epoch=,epoch,not empty,''",
      })
  void malformedValueNamesParameterLimitAndValue(
      String query, String parameter, String limit, String value) {
    String shown = value.replace("%2C%2C", ",,");
    assertThatThrownBy(() -> PollRequest.parse(query))
        .isInstanceOf(BadParameterException.class)
        .hasMessageStartingWith(parameter + " must be ")
        .hasMessageContaining(limit)
        .hasMessageContaining(shown);
  }

  @Test
  void channelNamesAreBoundedInLengthAndNumber() {
    assertThatThrownBy(() -> PollRequest.parse("channel=" + "x".repeat(65)))
        .hasMessageContaining("1 to 64 characters");
    assertThatThrownBy(() -> PollRequest.parse("channel=" + "x,".repeat(100) + "x"))
        .hasMessageContaining("at most 100 names");
  }

  @Test
  void longValueIsShortenedInTheMessage() {
    assertThatThrownBy(() -> PollRequest.parse("cursor=" + "1".repeat(5_000)))
        .message()
        .hasSizeLessThan(200);
  }
}
