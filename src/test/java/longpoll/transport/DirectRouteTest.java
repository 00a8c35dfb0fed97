package longpoll.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectRouteTest {

  @ParameterizedTest
  @CsvSource({
    "http://h/poll, h, 80, false",
    "https://h/poll, h, 443, true",
    "HTTPS://h/poll, h, 443, true",
    "http://h:8000/poll, h, 8000, false",
    "http://[::1]:8000/poll, ::1, 8000, false",
  })
  void aUrlSaysWhereToGo(String url, String host, int port, boolean tls) {
    assertThat(DirectRoute.to(URI.create(url), null))
        .isEqualTo(new DirectRoute(host, port, tls, null));
  }

  @Test
  void aSourceAddressConcernsTargetsOfItsKind() throws UnknownHostException {
    InetSocketAddress four = new InetSocketAddress("127.0.0.1", 80);
    InetSocketAddress six = new InetSocketAddress("::1", 80);
    DirectRoute route = new DirectRoute("localhost", 80, false, InetAddress.getByName("127.0.0.2"));

    assertThat(route.source(four)).isEqualTo(new InetSocketAddress("127.0.0.2", 0));
    assertThat(route.source(six)).isNull();
    assertThat(new DirectRoute("localhost", 80, false, null).source(four)).isNull();
  }

  @Test
  void anAddressNeedsNoLookup() {
    EventLoop loop = new DefaultEventLoop();
    try {
      assertThat(new DirectRoute("127.0.0.1", 8_000, false, null).addresses(loop).getNow())
          .containsExactly(new InetSocketAddress("127.0.0.1", 8_000));
    } finally {
      loop.shutdownGracefully();
    }
  }
}
