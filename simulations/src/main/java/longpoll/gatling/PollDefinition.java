package longpoll.gatling;

import io.gatling.commons.validation.Validation;
import io.gatling.core.session.Session;
import io.gatling.http.client.Request;
import io.gatling.http.client.body.WritableContent;
import io.gatling.http.protocol.HttpProtocol;
import io.gatling.http.request.HttpRequest;
import io.gatling.http.request.HttpRequestDef;
import io.gatling.http.request.builder.HttpRequestBuilder;
import io.gatling.javaapi.core.internal.Expressions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import longpoll.dialect.PollRequest;
import longpoll.transport.Header;
import longpoll.transport.PollTemplate;
import scala.Function1;
import scala.Function2;
import scala.Product;
import scala.collection.Iterable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The request as Gatling's DSL and protocol describe it, resolved for a session. Where nothing in
 * it depends on the session, a user resolves it once. Immutable, safe for any thread.
 */
final class PollDefinition {
  private static final byte[] NO_BODY = {};

  /** What Gatling makes of text that names nothing of a session; Java cannot name the class. */
  private static final Class<?> VALUE = Expressions.toStaticValueExpression("").getClass();

  private final Function<Session, Request> resolving;
  private final List<String> dynamicHeaders;
  private final boolean onlyHeadersAreDynamic;

  PollDefinition(HttpRequestDef definition, HttpRequestBuilder builder, HttpProtocol protocol) {
    resolving = session -> built(definition.build(session));
    List<String> dynamic = new ArrayList<>();
    if (!builder.commonAttributes().ignoreProtocolHeaders()) {
      addDynamic(protocol.requestPart().headers(), dynamic);
    }
    addDynamic(builder.commonAttributes().headers(), dynamic);
    dynamicHeaders = List.copyOf(dynamic);
    onlyHeadersAreDynamic =
        isStatic(builder.commonAttributes().urlOrURI())
            && isStatic(builder.commonAttributes().queryParams())
            && isStatic(builder.commonAttributes().method())
            && isStatic(builder.commonAttributes().realm())
            && isStatic(builder.commonAttributes().signatureCalculators())
            && isStatic(builder.bodyAttributes())
            && isStatic(protocol.requestPart().realm())
            && isStatic(protocol.requestPart().signatureCalculators());
  }

  /** A request that is the same for every session. */
  PollDefinition(Request request) {
    resolving = session -> request;
    dynamicHeaders = List.of();
    onlyHeadersAreDynamic = true;
  }

  private static void addDynamic(
      scala.collection.immutable.Map<CharSequence, ? extends Function1<?, ?>> headers,
      List<String> dynamic) {
    for (Map.Entry<CharSequence, ?> header : CollectionConverters.asJava(headers).entrySet()) {
      if (!isStatic(header.getValue())) {
        dynamic.add(header.getKey().toString());
      }
    }
  }

  /** Gatling compiles what depends on a session to a function, and all else to a value. */
  private static boolean isStatic(Object part) {
    if (VALUE.isInstance(part)) {
      return true;
    }
    if (part instanceof Iterable<?> several) {
      return all(CollectionConverters.asJava(several));
    }
    if (part instanceof Function1 || part instanceof Function2) {
      return false;
    }
    return !(part instanceof Product product)
        || all(() -> CollectionConverters.asJava(product.productIterator()));
  }

  private static boolean all(java.lang.Iterable<?> parts) {
    for (Object part : parts) {
      if (!isStatic(part)) {
        return false;
      }
    }
    return true;
  }

  /** Whether each poll must be resolved anew. */
  boolean isDynamic() {
    return !onlyHeadersAreDynamic || !dynamicHeaders.isEmpty();
  }

  /** Whether URL, method, body and credentials are the same for all users. */
  boolean onlyHeadersAreDynamic() {
    return onlyHeadersAreDynamic;
  }

  /** Names of the headers that depend on the session. */
  List<String> dynamicHeaders() {
    return dynamicHeaders;
  }

  /** The request of a session, without what the dialect says of it. */
  Request resolve(Session session) {
    return resolving.apply(session);
  }

  private static Request built(Validation<HttpRequest> built) {
    if (built.toOption().isEmpty()) {
      throw new IllegalStateException("the request cannot be built: " + built);
    }
    return built.toOption().get().clientRequest();
  }

  /** Whether a signature covers all of it, so that what the dialect says must be in it before. */
  static boolean isSigned(Request request) {
    return request.getSignatureCalculator() != null;
  }

  /**
   * What goes over the wire for a request.
   *
   * @param poll what the dialect says of it, which is in the template where it is signed, and only
   *     there
   */
  static PollTemplate template(Request resolved, PollRequest poll) {
    Request request = resolved;
    if (isSigned(request)) {
      request = request.getSignatureCalculator().apply(with(poll, request));
    }
    List<Header> headers = new ArrayList<>();
    request
        .getHeaders()
        .iteratorAsString()
        .forEachRemaining(entry -> headers.add(new Header(entry.getKey(), entry.getValue())));
    return new PollTemplate(
        request.getMethod().name(),
        GatlingRoute.of(request).wholeUrl()
            ? request.getUri().toUrl()
            : request.getUri().toRelativeUrl(),
        headers,
        body(request));
  }

  /** With headers of its own: a signature is added to them. */
  private static Request with(PollRequest poll, Request request) {
    if (!poll.isQueryOnly()) {
      throw new IllegalStateException(
          "a request that is signed cannot be polled in this dialect, which sets more of it than"
              + " its query: leave the signature out");
    }
    Request signed = request.copyWithCopiedHeaders();
    if (poll.query().isEmpty()) {
      return signed;
    }
    String own = request.getUri().getQuery();
    String query = own == null || own.isEmpty() ? poll.query() : own + "&" + poll.query();
    return signed.copyWithNewUri(request.getUri().withNewQuery(query));
  }

  private static byte[] body(Request request) {
    if (request.getBody() == null) {
      return NO_BODY;
    }
    try {
      WritableContent content = request.getBody().build(UnpooledByteBufAllocator.DEFAULT);
      if (content.getContent() instanceof ByteBuf bytes) {
        try {
          return ByteBufUtil.getBytes(bytes);
        } finally {
          bytes.release();
        }
      }
      throw new IllegalStateException(
          "a poll cannot send a body of this kind ("
              + request.getBody().getClass().getSimpleName()
              + "): use a string or bytes");
    } catch (IllegalStateException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("the body of the poll cannot be built: " + e, e);
    }
  }
}
