package longpoll.server.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.Methods;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import longpoll.server.hub.Answer;
import longpoll.server.hub.Hub;
import longpoll.server.hub.Outcome;
import longpoll.server.hub.PollRequest;
import longpoll.server.process.ProcessEnd;
import longpoll.server.text.BadParameterException;
import longpoll.server.text.Problem;
import org.xnio.XnioExecutor;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.StreamSinkConduit;

/**
 * {@code GET /poll}: passes requests to the {@link Hub} and writes its answers to the sockets. Runs
 * on the IO threads; each has a pair of buffers of its own.
 *
 * <p>Answers are written to the socket as one block of bytes, without Undertow's response path. The
 * next poll of the connection is taken from the socket where it is one of the {@link
 * KnownRequests}; anything else goes to Undertow, which parses it and orders pipelined requests.
 */
public final class PollGateway implements HttpHandler {
  private static final int WRITE_BUFFER = 64 << 10;
  private static final int READ_BUFFER = 4 << 10;

  /** A client that reads nothing for so long loses its connection. */
  static final long STALL_SECONDS = 30;

  /** What an IO thread has. */
  private static final class Buffers {
    private final ByteBuffer read = ByteBuffer.allocateDirect(READ_BUFFER);
    private final ByteBuffer write = ByteBuffer.allocateDirect(WRITE_BUFFER);
    private final KnownRequests known = new KnownRequests();

    /**
     * The answer that the write buffer starts with, or null. In a broadcast thousands of answers
     * are the same bytes.
     */
    private Answer loaded;

    private Answer.Form loadedForm;
    private int loadedBytes;

    /** The answer whose head was sent last over HTTP/2, and that head; or null. */
    private Answer headOf;

    private StreamHead head;

    StreamHead head(Answer answer) {
      if (answer != headOf) {
        head = StreamHead.of(answer.head());
        headOf = answer;
      }
      return head;
    }

    /** The answer from its first byte on, as much as fits. */
    ByteBuffer first(Answer answer, Answer.Form form) {
      if (answer != loaded || form != loadedForm) {
        answer.reader(form).peek(write.clear());
        loaded = answer;
        loadedForm = form;
        loadedBytes = write.position();
      }
      return write.position(0).limit(loadedBytes);
    }

    ByteBuffer next(Answer.Reader reader) {
      loaded = null;
      reader.peek(write.clear());
      return write.flip();
    }
  }

  private final Hub hub;
  private final Counters counters;
  private final Buffers[] buffers;
  private final AtomicInteger slowWrites = new AtomicInteger();
  private volatile boolean draining;

  public PollGateway(Hub hub, Counters counters, int ioThreads) {
    this.hub = hub;
    this.counters = counters;
    this.buffers = new Buffers[ioThreads];
    for (int i = 0; i < ioThreads; i++) {
      buffers[i] = new Buffers();
    }
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    if (!exchange.getRequestMethod().equals(Methods.GET)) {
      Replies.problem(
          exchange, Problem.methodNotAllowed(exchange.getRequestMethod().toString(), "GET"));
      return;
    }
    if (!exchange.isInIoThread()) {
      // Undertow reads the next request on the thread that wrote the last answer: after a plan that
      // is a worker thread.
      exchange.dispatch(exchange.getIoThread(), Routes.endingOnOutOfMemory(this));
      return;
    }
    counters.pollRead();
    if (!exchange.isRequestComplete()) {
      refuseBody(exchange);
      return;
    }
    HttpPoll poll =
        exchange.getConnection() instanceof HttpServerConnection
            ? onOwnConnection(exchange)
            : new StreamPoll(exchange, this);
    PollRequest request;
    try {
      request = PollRequest.parse(exchange.getQueryString());
    } catch (BadParameterException e) {
      poll.write(hub.problem(Outcome.MALFORMED, Problem.badParameter(e)));
      return;
    }
    // A held poll does not need them, and they take memory.
    exchange.getRequestHeaders().clear();
    exchange.getQueryParameters().clear();
    poll(poll, request);
  }

  private PollExchange onOwnConnection(HttpServerExchange exchange) {
    // Undertow keeps the exchange open when this returns; from here on finish() or close() ends it.
    exchange.dispatch();
    PollExchange poll = new PollExchange(exchange, this);
    buffersOf(poll).known.learn(exchange);
    return poll;
  }

  private void poll(HttpPoll poll, PollRequest request) {
    Answer answer = hub.poll(poll, request);
    if (answer != null) {
      poll.write(answer);
      return;
    }
    poll.watch();
    if (request.heartbeatNanos() > 0) {
      poll.beginEarly(request.heartbeatNanos());
    }
  }

  /**
   * The next request on the connection of a poll that was answered.
   *
   * @return false where Undertow has to read it
   */
  boolean pollAgain(PollExchange answered, ByteBuffer bytes) {
    PollRequest request = buffersOf(answered).known.match(bytes, answered.connection());
    if (request == null) {
      return false;
    }
    counters.pollRead();
    poll(answered.next(), request);
    return true;
  }

  private void refuseBody(HttpServerExchange exchange) {
    counters.malformed();
    exchange.setPersistent(false);
    Replies.problem(
        exchange,
        Problem.badParameter(new BadParameterException("body", "left out of a poll", "present")));
  }

  /** From now on every answer closes its connection. */
  public void drain() {
    draining = true;
  }

  /** Number of answers that wait for room in their sockets. */
  public int slowWrites() {
    return slowWrites.get();
  }

  public boolean draining() {
    return draining;
  }

  ByteBuffer readBuffer(PollExchange poll) {
    return buffersOf(poll).read.clear();
  }

  byte[] earlyHead(Answer.Form form) {
    return hub.earlyHead(form);
  }

  /** True when the poll was still parked: the client's departure is then its outcome. */
  boolean abort(HttpPoll poll) {
    boolean aborted = hub.abort(poll);
    if (aborted) {
      counters.aborted();
    }
    return aborted;
  }

  void aborted() {
    counters.aborted();
  }

  /** An answer is about to be written. */
  void answered(Answer answer) {
    counters.answered(answer);
  }

  /** The answer counted before could not be written. */
  void notWritten(Answer answer) {
    counters.notWritten(answer);
  }

  void slowWriteBegins() {
    slowWrites.incrementAndGet();
  }

  void slowWriteEnds() {
    slowWrites.decrementAndGet();
  }

  StreamHead streamHead(HttpPoll poll, Answer answer) {
    return buffersOf(poll).head(answer);
  }

  void write(PollExchange poll, Answer answer, Answer.Form form) {
    counters.answered(answer);
    try {
      ByteBuffer first = buffersOf(poll).first(answer, form);
      StreamSinkConduit sink = poll.connection().getOriginalSinkConduit();
      sink.write(first);
      // A full buffer may be the beginning of more.
      if (first.hasRemaining() || first.limit() == first.capacity() || !sink.flush()) {
        Answer.Reader rest = answer.reader(form);
        rest.skip(first.position());
        if (!writeOn(poll, sink::write, rest) || !sink.flush()) {
          new SlowWrite(poll, answer, rest).start();
          return;
        }
      }
    } catch (IOException e) {
      counters.notWritten(answer);
      poll.close();
      return;
    }
    poll.finish();
  }

  /** Takes bytes, as many as there is room for. */
  interface Output {
    int write(ByteBuffer bytes) throws IOException;
  }

  /** Writes until the end, or until the output takes no more: then false. */
  boolean writeOn(HttpPoll poll, Output output, Answer.Reader reader) throws IOException {
    while (!reader.atEnd()) {
      ByteBuffer next = buffersOf(poll).next(reader);
      output.write(next);
      reader.skip(next.position());
      if (next.hasRemaining()) {
        return false;
      }
    }
    return true;
  }

  private Buffers buffersOf(HttpPoll poll) {
    return buffers[poll.thread().getNumber()];
  }

  /** The rest of an answer that did not fit into the socket at once. */
  private final class SlowWrite implements Runnable {
    private final PollExchange poll;
    private final Answer answer;
    private final Answer.Reader rest;
    private final ConduitStreamSinkChannel sink;
    private XnioExecutor.Key stall;

    SlowWrite(PollExchange poll, Answer answer, Answer.Reader rest) {
      this.poll = poll;
      this.answer = answer;
      this.rest = rest;
      this.sink = poll.connection().getChannel().getSinkChannel();
    }

    void start() {
      slowWrites.incrementAndGet();
      poll.unwatch();
      sink.setWriteListener(channel -> proceed());
      sink.resumeWrites();
      awaitProgress();
    }

    private void awaitProgress() {
      stall = poll.connection().getIoThread().executeAfter(this, STALL_SECONDS, TimeUnit.SECONDS);
    }

    private void proceed() {
      stall.remove();
      try {
        StreamSinkConduit conduit = poll.connection().getOriginalSinkConduit();
        if (!writeOn(poll, conduit::write, rest) || !conduit.flush()) {
          awaitProgress();
          return;
        }
      } catch (IOException e) {
        run();
        return;
      } catch (OutOfMemoryError e) {
        throw ProcessEnd.outOfMemory(e);
      }
      slowWrites.decrementAndGet();
      sink.suspendWrites();
      sink.setWriteListener(null);
      poll.finish();
    }

    /** Gives up. */
    @Override
    public void run() {
      slowWrites.decrementAndGet();
      sink.setWriteListener(null);
      counters.notWritten(answer);
      poll.close();
    }
  }
}
