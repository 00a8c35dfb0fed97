package longpoll.gatling;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import longpoll.settings.Settings;
import longpoll.target.TargetException;

/** The bundled event server in a JVM of its own. Thread-safe. */
public final class BundledServer implements AutoCloseable {
  private static final String MAIN = "longpoll.server.Main";

  private final ServerJvm jvm;

  private BundledServer(ServerJvm jvm) {
    this.jvm = jvm;
  }

  /**
   * Starts the server and waits until it listens.
   *
   * @throws TargetException when it does not, with what it said
   */
  public static BundledServer start(Settings settings) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--hold", ServerJvm.micros(settings.hold())));
    arguments.addAll(ServerJvm.schedule(settings));
    arguments.addAll(settings.server().options());
    return new BundledServer(
        ServerJvm.start("the bundled server", settings.server().jvmArgs(), MAIN, arguments, null));
  }

  /** Where it listens. */
  public URI poll() {
    return jvm.address();
  }

  /** Lets the server drain, then makes sure that it is gone. */
  @Override
  public void close() {
    jvm.close();
  }
}
