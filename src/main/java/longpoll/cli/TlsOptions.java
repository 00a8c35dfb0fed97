package longpoll.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import longpoll.settings.Settings;
import picocli.CommandLine.Option;

/** Whom a command that speaks to a server trusts, by its options. */
final class TlsOptions {
  @Option(names = "--trust-all", description = "Trust any certificate.")
  private boolean trustAll;

  @Option(
      names = "--trust-store",
      paramLabel = "F",
      description = "Certificates to trust, PEM or PKCS12, in place of those that the JDK trusts.")
  private Path trustStore;

  /**
   * @throws UsageException where the options cannot be used
   */
  void check() {
    if (trustAll && trustStore != null) {
      throw new UsageException("--trust-all and --trust-store exclude each other");
    }
    if (trustStore != null && !Files.isReadable(trustStore)) {
      throw new UsageException("--trust-store: " + trustStore + " is no file that can be read");
    }
  }

  Settings.Tls settings() {
    return new Settings.Tls(trustAll, trustStore == null ? "" : trustStore.toString());
  }
}
