package longpoll.transport;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.TrustManagerFactory;
import longpoll.settings.Problem;
import longpoll.settings.Settings;
import longpoll.settings.SettingsException;

/**
 * Whom a client trusts. By default a certificate must lead to an authority that the JDK knows, and
 * name the host; a trust store takes the place of those authorities.
 */
final class TlsContexts {
  /** Where the password of a PKCS12 trust store is taken from; "changeit" where it is not set. */
  static final String PASSWORD_VARIABLE = "LONGPOLL_TRUST_STORE_PASSWORD";

  private static final String USUAL_PASSWORD = "changeit";
  private static final String BEGIN_CERTIFICATE = "-----BEGIN CERTIFICATE-----";
  private static final Pattern CERTIFICATE =
      Pattern.compile(BEGIN_CERTIFICATE + "[^-]*-----END CERTIFICATE-----");

  private TlsContexts() {}

  /**
   * @param protocols to offer by ALPN, the first of them first; none does without ALPN
   * @throws SettingsException when the trust store cannot be read
   */
  static SslContext client(Settings.Tls settings, String... protocols) {
    SslContextBuilder builder = SslContextBuilder.forClient();
    if (protocols.length > 0) {
      builder.applicationProtocolConfig(
          new ApplicationProtocolConfig(
              ApplicationProtocolConfig.Protocol.ALPN,
              ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
              ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
              protocols));
    }
    try {
      if (settings.trustAll()) {
        builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        builder.endpointIdentificationAlgorithm(null);
      } else {
        builder.endpointIdentificationAlgorithm("HTTPS");
        if (!settings.trustStore().isEmpty()) {
          builder.trustManager(trust(Path.of(settings.trustStore())));
        }
      }
      return builder.build();
    } catch (GeneralSecurityException | IOException e) {
      throw new SettingsException(
          List.of(
              Problem.of(
                  "tls.trust-store",
                  "certificates to trust are expected, but '"
                      + settings.trustStore()
                      + "' cannot be used ("
                      + message(e)
                      + "): name a PEM or PKCS12 file")));
    }
  }

  private static String message(Exception e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private static TrustManagerFactory trust(Path file) throws GeneralSecurityException, IOException {
    byte[] bytes = Files.readAllBytes(file);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    KeyStore trusted = text.contains(BEGIN_CERTIFICATE) ? pem(text) : pkcs12(bytes);
    if (trusted.size() == 0) {
      throw new GeneralSecurityException(
          "there is no certificate in it that is marked as trusted, as keytool -importcert does");
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    return factory;
  }

  /** Keys and words may stand between the certificates; only these are looked at. */
  private static KeyStore pem(String text) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    CertificateFactory certificates = CertificateFactory.getInstance("X.509");
    Matcher block = CERTIFICATE.matcher(text);
    while (block.find()) {
      byte[] bytes = block.group().getBytes(StandardCharsets.ISO_8859_1);
      store.setCertificateEntry(
          "certificate-" + store.size(),
          certificates.generateCertificate(new ByteArrayInputStream(bytes)));
    }
    return store;
  }

  private static KeyStore pkcs12(byte[] bytes) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    String password = Optional.ofNullable(System.getenv(PASSWORD_VARIABLE)).orElse(USUAL_PASSWORD);
    try {
      store.load(new ByteArrayInputStream(bytes), password.toCharArray());
    } catch (IOException e) {
      throw new IOException(
          "it is neither PEM nor a PKCS12 store that the password in "
              + PASSWORD_VARIABLE
              + " opens",
          e);
    }
    return store;
  }
}
