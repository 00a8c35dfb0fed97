package longpoll.gatling;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import java.io.IOException;

/**
 * Notes on a connection that it was reset. Gatling's client swallows the error that says so, and
 * reports a reset like an orderly end. Stateless; called on the connection's event loop.
 */
@ChannelHandler.Sharable
final class ResetNote extends ChannelInboundHandlerAdapter {
  private static final AttributeKey<Boolean> RESET = AttributeKey.valueOf(ResetNote.class, "reset");
  private static final ResetNote INSTANCE = new ResetNote();

  private ResetNote() {}

  /** To be called once for each connection. */
  static void watch(Channel connection) {
    connection.pipeline().addFirst(INSTANCE);
  }

  static boolean wasReset(Channel connection) {
    return connection != null && connection.hasAttr(RESET);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      context.channel().attr(RESET).set(true);
    }
    context.fireExceptionCaught(cause);
  }
}
