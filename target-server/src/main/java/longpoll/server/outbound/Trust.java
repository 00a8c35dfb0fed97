package longpoll.server.outbound;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Whom the publisher trusts: the authorities that the JDK knows, or those of a trust store, or
 * everybody.
 */
final class Trust {
  /** Where the password of a PKCS12 trust store is taken from; "changeit" where it is not set. */
  private static final String PASSWORD_VARIABLE = "LONGPOLL_TRUST_STORE_PASSWORD";

  private static final String BEGIN_CERTIFICATE = "-----BEGIN CERTIFICATE-----";
  private static final Pattern CERTIFICATE =
      Pattern.compile(BEGIN_CERTIFICATE + "[^-]*-----END CERTIFICATE-----");

  private Trust() {}

  /**
   * @throws PublishInput.BadInputException when the trust store cannot be read
   */
  static SSLContext context(PublishInput.Tls tls) throws PublishInput.BadInputException {
    try {
      if (!tls.trustAll() && tls.trustStore().isEmpty()) {
        return SSLContext.getDefault();
      }
      SSLContext context = SSLContext.getInstance("TLS");
      TrustManager[] managers =
          tls.trustAll()
              ? new TrustManager[] {new TrustAll()}
              : managers(Path.of(tls.trustStore()));
      context.init(null, managers, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new PublishInput.BadInputException(
          "the trust store '"
              + tls.trustStore()
              + "' cannot be used ("
              + (e.getMessage() == null ? e.toString() : e.getMessage())
              + "): name a PEM or PKCS12 file");
    }
  }

  private static TrustManager[] managers(Path file) throws GeneralSecurityException, IOException {
    byte[] bytes = Files.readAllBytes(file);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    if (text.contains(BEGIN_CERTIFICATE)) {
      trusted.load(null, null);
      CertificateFactory certificates = CertificateFactory.getInstance("X.509");
      Matcher block = CERTIFICATE.matcher(text);
      while (block.find()) {
        byte[] each = block.group().getBytes(StandardCharsets.ISO_8859_1);
        trusted.setCertificateEntry(
            "certificate-" + trusted.size(),
            certificates.generateCertificate(new ByteArrayInputStream(each)));
      }
    } else {
      String password = Optional.ofNullable(System.getenv(PASSWORD_VARIABLE)).orElse("changeit");
      trusted.load(new ByteArrayInputStream(bytes), password.toCharArray());
    }
    if (trusted.size() == 0) {
      throw new GeneralSecurityException("there is no certificate in it");
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    return factory.getTrustManagers();
  }

  /** An extended one, since the JDK checks the host's name itself behind any other. */
  private static final class TrustAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
