package longpoll.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import longpoll.settings.Settings;
import longpoll.settings.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom it trusts is shown over the wire, in {@link PollConnectionTlsTest}. */
class TlsContextsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nonsense | it is neither PEM nor a PKCS12 store that the password in"
            + " LONGPOLL_TRUST_STORE_PASSWORD opens",
        "-----BEGIN CERTIFICATE-----                                | there is no certificate in it",
        "-----BEGIN CERTIFICATE-----AAAA-----END CERTIFICATE-----   | ",
        "-----BEGIN PRIVATE KEY-----AAAA-----END PRIVATE KEY-----   | it is neither PEM nor",
      })
  void aTrustStoreThatCannotBeUsedIsRefusedWithItsReason(String text, String reason)
      throws IOException {
    Path store = folder.resolve("store.pem");
    Files.writeString(store, text);

    assertThatThrownBy(() -> TlsContexts.client(new Settings.Tls(false, store.toString())))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(
            "longpoll.tls.trust-store: certificates to trust are expected, but '"
                + store
                + "' cannot be used (")
        .hasMessageContaining(reason == null ? "" : reason)
        .hasMessageContaining("): name a PEM or PKCS12 file");
  }

  @Test
  void aTrustStoreThatIsGoneIsRefused() {
    Path gone = folder.resolve("gone.p12");

    assertThatThrownBy(() -> TlsContexts.client(new Settings.Tls(false, gone.toString())))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("longpoll.tls.trust-store")
        .hasMessageContaining(gone.toString());
  }

  @Test
  void withoutATrustStoreThereIsAContextToo() {
    assertThat(TlsContexts.client(new Settings.Tls(false, "")).isClient()).isTrue();
    assertThat(TlsContexts.client(new Settings.Tls(true, "")).isClient()).isTrue();
  }
}
