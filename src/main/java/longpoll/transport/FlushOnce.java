package longpoll.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Flushes once, at the end of what the event loop is at, what many polls were to flush: one record
 * of TLS and one system call. Where nothing was written nothing is flushed, of which TLS would make
 * an empty record: Netty's own handler of this kind does not look. Confined to the event loop.
 */
final class FlushOnce extends ChannelOutboundHandlerAdapter {
  private boolean written;
  private boolean scheduled;

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    written = true;
    context.write(message, promise);
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    if (written && !scheduled) {
      scheduled = true;
      context.executor().execute(() -> flushNow(context));
    }
  }

  private void flushNow(ChannelHandlerContext context) {
    scheduled = false;
    if (written) {
      written = false;
      context.flush();
    }
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    flushNow(context);
    context.close(promise);
  }
}
