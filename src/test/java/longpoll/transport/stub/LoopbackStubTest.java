package longpoll.transport.stub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoopbackStubTest {
  private static final byte[] POLL =
      "GET /poll HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ANSWER =
      "HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  @Test
  void aClientThatDoesNotReadIsDroppedAndTheOthersGetTheirAnswers() throws Exception {
    // More than the buffers between the two hold.
    byte[] endless = new byte[64 * 1024 * 1024];
    try (LoopbackStub stub = new LoopbackStub(1, round -> round == 1 ? endless : ANSWER);
        Socket deaf = connect(stub.poll());
        Socket other = connect(stub.poll())) {
      deaf.getOutputStream().write(POLL);
      assertThat(deaf.getInputStream().read()).as("the first byte of its answer").isZero();

      other.getOutputStream().write(POLL);

      assertThat(other.getInputStream().readNBytes(ANSWER.length)).isEqualTo(ANSWER);
      assertThat(deaf.getInputStream().readAllBytes().length).isLessThan(endless.length - 1);
    }
  }

  @Test
  void itsUrlLeadsToItWhicheverAddressTheJvmPrefers() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.net.preferIPv6Addresses=true",
                "-cp",
                System.getProperty("java.class.path"),
                Connecting.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();

    assertThat(said).isEqualTo(new String(ANSWER, StandardCharsets.US_ASCII));
  }

  private static Socket connect(URI url) throws IOException {
    Socket socket = new Socket(url.getHost(), url.getPort());
    socket.setSoTimeout(20_000);
    return socket;
  }

  /** Says what the stub answers. */
  static final class Connecting {
    public static void main(String[] arguments) throws IOException {
      try (LoopbackStub stub = new LoopbackStub(1, round -> ANSWER);
          Socket client = connect(stub.poll())) {
        client.getOutputStream().write(POLL);
        System.out.write(client.getInputStream().readNBytes(ANSWER.length));
      }
    }
  }
}
