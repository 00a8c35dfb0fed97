package longpoll.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class WireTest {

  /** The event loop reads into the same buffer ever after. */
  @Test
  void aReadThatDoesNotFitIntoMemoryLeavesNoCountOnItsBuffer() throws Exception {
    EmbeddedChannel channel = new EmbeddedChannel();
    ByteBuf buffer =
        new UnpooledHeapByteBuf(UnpooledByteBufAllocator.DEFAULT, 16, 16) {
          @Override
          public int readableBytes() {
            // More than an array may have: no heap is large enough.
            return Integer.MAX_VALUE;
          }
        };
    try (RawServer server = RawServer.answering("");
        TestClient client = new TestClient(server)) {
      new Wire((PollConnection) client.connection, client.transport).install(channel);

      channel.pipeline().fireChannelRead(buffer);

      assertThat(buffer.refCnt()).isZero();
    }
    channel.close();
  }
}
