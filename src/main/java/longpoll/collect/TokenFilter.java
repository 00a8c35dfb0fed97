package longpoll.collect;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.function.Consumer;

/** Lets those through who know the token; of the others nothing but the head is read. */
final class TokenFilter extends Filter {
  private final CollectToken token;
  private final Consumer<String> say;

  /**
   * @param say takes a line for each that is refused
   */
  TokenFilter(CollectToken token, Consumer<String> say) {
    this.token = token;
    this.say = say;
  }

  @Override
  public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
    if (token.isIn(exchange.getRequestHeaders().getFirst("Authorization"))) {
      chain.doFilter(exchange);
      return;
    }
    try (exchange) {
      RefusedException refused =
          new RefusedException(
              401,
              "the header Authorization does not have the token that the collector was given ("
                  + CollectToken.VARIABLE
                  + ")");
      say.accept(Refusals.inWords(exchange, refused));
      exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
      Refusals.answer(exchange, refused);
    }
  }

  @Override
  public String description() {
    return "asks for the token";
  }
}
