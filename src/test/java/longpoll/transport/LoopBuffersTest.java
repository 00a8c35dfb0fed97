package longpoll.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopBuffersTest {
  private static final byte[] REQUEST = {'G', 'E', 'T'};

  private final EmbeddedChannel channel = new EmbeddedChannel();

  @AfterEach
  void close() {
    channel.close();
  }

  @Test
  void whatIsWrittenAtOnceGoesThroughOneBuffer() {
    ByteBuf first = LoopBuffers.toWrite(REQUEST, channel);
    first.release();
    ByteBuf second = LoopBuffers.toWrite(new byte[] {'P'}, channel);

    assertThat(second).isSameAs(first);
    assertThat(ByteBufUtil.getBytes(second)).containsExactly('P');
    second.release();
  }

  @Test
  void whatASocketHasNotTakenYetIsNotWrittenOver() {
    ByteBuf first = LoopBuffers.toWrite(REQUEST, channel);
    first.skipBytes(1);
    ByteBuf second = LoopBuffers.toWrite(new byte[] {'P', 'U', 'T'}, channel);

    assertThat(ByteBufUtil.getBytes(first)).containsExactly('E', 'T');
    assertThat(ByteBufUtil.getBytes(second)).containsExactly('P', 'U', 'T');
    first.release();
    second.release();
  }

  @Test
  void aRequestMayBeLongerThanTheBuffer() {
    byte[] request = new byte[1024 * 1024];
    Arrays.fill(request, (byte) 'x');
    ByteBuf buffer = LoopBuffers.toWrite(request, channel);

    assertThat(ByteBufUtil.getBytes(buffer)).isEqualTo(request);
    buffer.release();
  }

  @Test
  void allChannelsOfALoopReadIntoOneBuffer() {
    EmbeddedChannel other = new EmbeddedChannel();

    ByteBuf first = read(channel);
    first.writeBytes(REQUEST).release();
    ByteBuf second = read(other);

    assertThat(second).isSameAs(first);
    assertThat(second.isReadable()).isFalse();
    second.release();
    other.close();
  }

  private static ByteBuf read(EmbeddedChannel channel) {
    LoopBuffers.readInto(channel);
    RecvByteBufAllocator.Handle handle =
        channel.config().<RecvByteBufAllocator>getRecvByteBufAllocator().newHandle();
    handle.reset(channel.config());
    return handle.allocate(UnpooledByteBufAllocator.DEFAULT);
  }
}
