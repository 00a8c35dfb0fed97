package longpoll.server.http;

import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.DelegateOpenListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.OpenListener;
import io.undertow.server.protocol.http.AlpnOpenListener;
import io.undertow.server.protocol.http.HttpOpenListener;
import io.undertow.server.protocol.http2.Http2OpenListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import longpoll.server.options.OptionException;
import longpoll.server.options.ServerOptions;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/** The port, the IO threads and Undertow's HTTP on them. Thread-safe. */
public final class HttpFront {
  private static final int BUFFER_BYTES = 4 << 10;
  private static final int MOST_HEADER_BYTES = 16 << 10;

  /** A client may give up the polls of all its streams at once. */
  private static final int MOST_RESETS = 10_000;

  private static final OptionMap UNDERTOW =
      OptionMap.builder()
          .set(UndertowOptions.DECODE_URL, false)
          .set(UndertowOptions.BUFFER_PIPELINED_DATA, false)
          .set(UndertowOptions.MAX_HEADER_SIZE, MOST_HEADER_BYTES)
          .set(UndertowOptions.MAX_RST_FRAMES_PER_WINDOW, MOST_RESETS)
          .getMap();

  /** File descriptors that are kept for other things than connections. */
  private static final int SPARE_DESCRIPTORS = 128;

  private static final Duration TASKS = Duration.ofSeconds(5);
  private static final Duration IDLE_CLIENTS = Duration.ofMillis(500);
  private static final Duration THREADS = Duration.ofSeconds(1);
  private static final long LOOK_EVERY_NANOS = 2_000_000;

  private final int ioThreads;
  private final XnioWorker worker;
  private final OpenListener listener;
  private final Connections connections = new Connections();
  private final AcceptingChannel<? extends StreamConnection> acceptor;

  /** Binds the port; accepts nothing before {@link #start}. */
  public HttpFront(ServerOptions options, HttpHandler handler, long mostDescriptors)
      throws IOException {
    ioThreads = options.ioThreads();
    worker =
        Xnio.getInstance(HttpFront.class.getClassLoader())
            .createWorker(
                OptionMap.builder()
                    .set(Options.WORKER_NAME, "longpoll")
                    .set(Options.WORKER_IO_THREADS, ioThreads)
                    .set(Options.WORKER_TASK_CORE_THREADS, 1)
                    .set(Options.WORKER_TASK_MAX_THREADS, 1)
                    .set(Options.THREAD_DAEMON, true)
                    .getMap());
    ByteBufferPool buffers = new DefaultByteBufferPool(true, BUFFER_BYTES, 1024, 16, 0);
    DelegateOpenListener http = connections.counting(new HttpOpenListener(buffers, UNDERTOW));
    listener = options.tls() ? byAlpn(buffers, http) : http;
    listener.setRootHandler(Routes.endingOnOutOfMemory(handler));
    try {
      acceptor = bind(options, (int) Math.max(1, mostDescriptors - SPARE_DESCRIPTORS));
    } catch (IOException | OptionException e) {
      worker.shutdownNow();
      throw e;
    }
  }

  /** HTTP/2 for clients that offer it. */
  private OpenListener byAlpn(ByteBufferPool buffers, DelegateOpenListener http) {
    WriteBatch[] batches = new WriteBatch[ioThreads];
    Arrays.setAll(batches, thread -> new WriteBatch());
    DelegateOpenListener http2 =
        connections.counting(
            new Http2OpenListener(buffers, UNDERTOW),
            connection ->
                GatheringConduit.install(
                    connection, buffers, batches[connection.getIoThread().getNumber()]));
    return new AlpnOpenListener(buffers, UNDERTOW, http)
        .addProtocol(Http2OpenListener.HTTP2, http2, 1);
  }

  private AcceptingChannel<? extends StreamConnection> bind(ServerOptions options, int most)
      throws IOException {
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getByName(options.host()), options.port());
    OptionMap sockets =
        OptionMap.builder()
            .set(Options.WORKER_IO_THREADS, ioThreads)
            .set(Options.TCP_NODELAY, true)
            .set(Options.KEEP_ALIVE, true)
            .set(Options.REUSE_ADDRESSES, true)
            .set(Options.BACKLOG, ServerOptions.BACKLOG)
            // Beyond, clients wait in the backlog; out of descriptors, accepting would spin.
            .set(Options.CONNECTION_HIGH_WATER, most)
            .set(Options.CONNECTION_LOW_WATER, most)
            .getMap();
    if (!options.tls()) {
      return worker.createStreamConnectionServer(address, this::accept, sockets);
    }
    SelfSigned certificate = SelfSigned.of(options.host());
    options.certificate().ifPresent(file -> write(certificate, file));
    return new UndertowXnioSsl(Xnio.getInstance(), OptionMap.EMPTY, certificate.context())
        .createSslConnectionServer(worker, address, this::accept, sockets);
  }

  private static void write(SelfSigned certificate, Path file) {
    try {
      certificate.writeTo(file);
    } catch (IOException e) {
      throw new OptionException("certificate", "a file that can be written", e.getMessage());
    }
  }

  /**
   * Accepts all connections that wait. XNIO calls this once for each of them, so later calls find
   * none; XNIO's own listener would log an error when such a call finds the port closed.
   */
  private void accept(AcceptingChannel<? extends StreamConnection> channel) {
    try {
      StreamConnection connection;
      while ((connection = channel.accept()) != null) {
        listener.handleEvent(connection);
      }
    } catch (ClosedChannelException e) {
      // The server is closing; no connection is left to accept.
    } catch (IOException e) {
      throw new UncheckedIOException("cannot accept connections", e);
    }
  }

  public void start() {
    acceptor.resumeAccepts();
  }

  public int port() {
    return acceptor.getLocalAddress(InetSocketAddress.class).getPort();
  }

  /** Connections accepted since the start. */
  public long connectionsOpened() {
    return connections.opened();
  }

  public long connectionsOpen() {
    return connections.open();
  }

  /** Takes no new connections; the port stays bound. */
  public void suspend() {
    acceptor.suspendAccepts();
  }

  /** Waits until the IO threads have run the tasks given to them so far. */
  public void awaitTasks() {
    CountDownLatch done = new CountDownLatch(ioThreads);
    for (int i = 0; i < ioThreads; i++) {
      worker.getIoThread(i).execute(done::countDown);
    }
    await(() -> done.getCount() == 0, TASKS);
  }

  /** Closes the port, then the connections: first a moment for clients to close by themselves. */
  public void stop() {
    IoUtils.safeClose(acceptor);
    await(() -> connections.open() == 0, IDLE_CLIENTS);
    listener.closeConnections();
    await(() -> connections.open() == 0, IDLE_CLIENTS);
    worker.shutdown();
    try {
      if (!worker.awaitTermination(THREADS.toMillis(), TimeUnit.MILLISECONDS)) {
        worker.shutdownNow();
      }
    } catch (InterruptedException e) {
      worker.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until a condition holds or the time is over. */
  public static void await(BooleanSupplier condition, Duration most) {
    long end = System.nanoTime() + most.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
    }
  }
}
