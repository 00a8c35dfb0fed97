package longpoll.gatling;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import longpoll.settings.Settings;
import longpoll.target.TargetException;
import longpoll.transport.StampClock;

/** The bundled event server in a JVM of its own. Thread-safe. */
public final class BundledServer implements AutoCloseable {
  private static final String MAIN = "longpoll.server.Main";
  private static final String TLS_OPTION = "--tls";

  /** A start takes seconds of waiting, for which the common pool is too small. */
  private static final Executor THREADS = work -> new Thread(work, "longpoll-servers").start();

  private final ServerJvm jvm;

  /** The certificate that it made for itself, or null where it speaks plain http. */
  private final Path certificate;

  private BundledServer(ServerJvm jvm, Path certificate) {
    this.jvm = jvm;
    this.certificate = certificate;
  }

  /**
   * Starts the server and waits until it listens.
   *
   * @throws TargetException when it does not, with what it said
   */
  public static BundledServer start(Settings settings) {
    return start(settings, List.of());
  }

  /**
   * Starts as many as the settings say, at the same time. They publish the same events: their
   * schedules have one origin.
   *
   * @throws TargetException when one of them does not listen; the others are stopped then
   */
  static List<BundledServer> startAll(Settings settings) {
    if (settings.servers() == 1) {
      return List.of(start(settings));
    }
    List<String> origin = List.of("--origin", String.valueOf(StampClock.SYSTEM.epochMicros()));
    List<CompletableFuture<BundledServer>> starting =
        IntStream.range(0, settings.servers())
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> start(settings, origin), THREADS))
            .toList();
    try {
      return starting.stream().map(CompletableFuture::join).toList();
    } catch (CompletionException e) {
      starting.forEach(one -> one.thenAccept(BundledServer::close));
      throw e.getCause() instanceof TargetException cause ? cause : e;
    }
  }

  private static BundledServer start(Settings settings, List<String> further) {
    List<String> options = settings.server().options();
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--hold", ServerJvm.micros(settings.hold())));
    arguments.addAll(ServerJvm.schedule(settings));
    arguments.addAll(further);
    Path certificate = null;
    if (options.contains(TLS_OPTION)) {
      certificate = newFile();
    } else if (settings.http().speaksH2()) {
      certificate = newFile();
      arguments.add(TLS_OPTION);
    }
    if (certificate != null) {
      arguments.addAll(List.of("--certificate", certificate.toString()));
    }
    arguments.addAll(options);
    try {
      return new BundledServer(
          ServerJvm.start("the bundled server", settings.server().jvmArgs(), MAIN, arguments, null),
          certificate);
    } catch (TargetException e) {
      delete(certificate);
      throw e;
    }
  }

  private static Path newFile() {
    try {
      return Files.createTempFile("longpoll-server", ".pem");
    } catch (IOException e) {
      throw new TargetException(
          "the bundled server has no place to leave its certificate: " + e.getMessage(), e);
    }
  }

  /** Where it listens. */
  public URI poll() {
    return jvm.address();
  }

  /** Whom its clients trust: the server and nobody else. */
  Settings.Tls tls() {
    return new Settings.Tls(false, certificate == null ? "" : certificate.toString());
  }

  /** Lets the server drain, then makes sure that it is gone. */
  @Override
  public void close() {
    jvm.close();
    delete(certificate);
  }

  private static void delete(Path certificate) {
    if (certificate != null) {
      try {
        Files.deleteIfExists(certificate);
      } catch (IOException e) {
        // It is no secret.
      }
    }
  }
}
