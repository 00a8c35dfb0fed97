package longpoll.transport.stub;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * What a stub speaks TLS with: a key of its own, and the smallest certificate (RFC 5280) that the
 * JDK takes. It names nobody, and clients trust it without a look.
 */
final class StubCertificate {
  private static final char[] PASSWORD = "changeit".toCharArray();

  /** A sequence of version 1 with number 1, all of whose lengths are known. */
  private static final String BEGIN = "3081b0" + "020101";

  private static final String ECDSA_WITH_SHA256 = "300a06082a8648ce3d040302";

  /** Common name, {@code stub}. */
  private static final String NAME = "300f310d300b06035504030c0473747562";

  private static final String VALIDITY = "3022" + time("20000101000000Z") + time("99991231235959Z");

  private StubCertificate() {}

  private static String time(String text) {
    return "180f" + HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }

  static SSLContext context() throws IOException {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      KeyPair keys = generator.generateKeyPair();
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("stub", keys.getPrivate(), PASSWORD, new Certificate[] {of(keys)});
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("no certificate could be made", e);
    }
  }

  private static Certificate of(KeyPair keys) throws GeneralSecurityException {
    ByteArrayOutputStream signed = new ByteArrayOutputStream();
    signed.writeBytes(HexFormat.of().parseHex(BEGIN + ECDSA_WITH_SHA256 + NAME + VALIDITY + NAME));
    signed.writeBytes(keys.getPublic().getEncoded());
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(keys.getPrivate());
    signature.update(signed.toByteArray());
    byte[] bytes = signature.sign();

    ByteArrayOutputStream parts = new ByteArrayOutputStream();
    parts.writeBytes(signed.toByteArray());
    parts.writeBytes(HexFormat.of().parseHex(ECDSA_WITH_SHA256));
    // A string of bits, none of them unused.
    parts.writeBytes(new byte[] {3, (byte) (bytes.length + 1), 0});
    parts.writeBytes(bytes);
    ByteBuffer whole = ByteBuffer.allocate(4 + parts.size());
    whole.putInt(0x3082 << 16 | parts.size()).put(parts.toByteArray());
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(whole.array()));
  }
}
