package longpoll.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelException;
import io.netty.channel.ConnectTimeoutException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import longpoll.dialect.FailureKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {

  static Stream<Arguments> thrown() {
    return Stream.of(
        Arguments.of(new ConnectException("Connection refused: /127.0.0.1:1"), FailureKind.REFUSED),
        Arguments.of(
            new ConnectException("finishConnect(..) failed: Connection refused"),
            FailureKind.REFUSED),
        Arguments.of(new ConnectException("Network is unreachable"), FailureKind.UNREACHABLE),
        Arguments.of(new NoRouteToHostException("No route to host"), FailureKind.UNREACHABLE),
        Arguments.of(new ConnectTimeoutException("timed out"), FailureKind.UNREACHABLE),
        Arguments.of(new ClosedChannelException(), FailureKind.UNREACHABLE),
        Arguments.of(new UnknownHostException("h"), FailureKind.UNKNOWN_HOST),
        Arguments.of(new UnresolvedAddressException(), FailureKind.UNKNOWN_HOST),
        Arguments.of(new BindException("Address already in use"), FailureKind.NO_LOCAL_PORT),
        Arguments.of(
            new SocketException("Cannot assign requested address: connect"),
            FailureKind.NO_LOCAL_PORT),
        Arguments.of(
            new ChannelException("Failed to open", new IOException("Too many open files")),
            FailureKind.NO_DESCRIPTOR),
        Arguments.of(new SSLHandshakeException("PKIX path building failed"), FailureKind.TLS),
        Arguments.of(new IllegalStateException("x"), FailureKind.INTERNAL),
        Arguments.of(new IOException(), FailureKind.UNREACHABLE));
  }

  @ParameterizedTest
  @MethodSource("thrown")
  void whyNoConnectionCameAboutIsNamed(Throwable thrown, String kind) {
    assertThat(Failures.connecting(thrown)).isEqualTo(kind);
  }

  @Test
  void theReasonMayStandBelowOthers() {
    assertThat(
            Failures.connecting(
                new RuntimeException(new IOException(new ConnectException("refused")))))
        .isEqualTo(FailureKind.REFUSED);
  }

  @Test
  void theInnermostMessageIsTold() {
    SSLHandshakeException outer = new SSLHandshakeException("outer");
    outer.initCause(new CertificateException("No name matching h found", new IOException()));

    assertThat(Failures.inWords(new RuntimeException(outer))).isEqualTo("No name matching h found");
    assertThat(Failures.inWords(new IOException("alone"))).isEqualTo("alone");
    assertThat(Failures.inWords(new ClosedChannelException()))
        .isEqualTo("java.nio.channels.ClosedChannelException");
  }

  @Test
  void aTlsFailureIsFoundWhereverItStands() {
    assertThat(Failures.isTls(new RuntimeException(new SSLHandshakeException("x")))).isTrue();
    assertThat(Failures.isTls(new IOException("x"))).isFalse();
  }
}
