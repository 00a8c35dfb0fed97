package longpoll.server.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate that a server makes for itself when it starts, for the loopback addresses, {@code
 * localhost} and the address it listens on. The JDK has no API to make one, so its few fields are
 * written here, as RFC 5280 has them.
 */
final class SelfSigned {
  private static final Duration VALID = Duration.ofDays(365);
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int UTF8_STRING = 0x0c;
  private static final int GENERALIZED_TIME = 0x18;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int VERSION = 0xa0;
  private static final int EXTENSIONS = 0xa3;
  private static final int DNS_NAME = 0x82;
  private static final int IP_ADDRESS = 0x87;

  private static final byte[] ECDSA_WITH_SHA256 = hex("06082a8648ce3d040302");
  private static final byte[] COMMON_NAME = hex("0603550403");
  private static final byte[] SUBJECT_ALTERNATIVE_NAME = hex("0603551d11");

  private final KeyPair keys;
  private final Certificate certificate;

  private SelfSigned(KeyPair keys, Certificate certificate) {
    this.keys = keys;
    this.certificate = certificate;
  }

  /**
   * @param host where the server listens, a name or an address
   */
  static SelfSigned of(String host) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      KeyPair keys = generator.generateKeyPair();
      byte[] toBeSigned = toBeSigned(keys, names(host), Instant.now());
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(keys.getPrivate());
      signature.update(toBeSigned);
      byte[] whole =
          der(
              SEQUENCE,
              toBeSigned,
              der(SEQUENCE, ECDSA_WITH_SHA256),
              der(BIT_STRING, new byte[1], signature.sign()));
      return new SelfSigned(
          keys,
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(whole)));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a certificate cannot be made", e);
    }
  }

  private static byte[] toBeSigned(KeyPair keys, byte[] names, Instant now) {
    byte[] issuer =
        der(
            SEQUENCE,
            der(
                SET,
                der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, ascii("longpoll target-server")))));
    byte[] validity =
        der(
            SEQUENCE,
            der(GENERALIZED_TIME, ascii(TIME.format(now.minus(Duration.ofDays(1))))),
            der(GENERALIZED_TIME, ascii(TIME.format(now.plus(VALID)))));
    return der(
        SEQUENCE,
        der(VERSION, der(INTEGER, new byte[] {2})),
        der(INTEGER, new BigInteger(64, new SecureRandom()).toByteArray()),
        der(SEQUENCE, ECDSA_WITH_SHA256),
        issuer,
        validity,
        issuer,
        keys.getPublic().getEncoded(),
        der(
            EXTENSIONS,
            der(
                SEQUENCE,
                der(SEQUENCE, SUBJECT_ALTERNATIVE_NAME, der(OCTET_STRING, der(SEQUENCE, names))))));
  }

  private static byte[] names(String host) throws IOException {
    Set<String> addresses = new LinkedHashSet<>(Set.of("127.0.0.1", "::1"));
    for (InetAddress address : InetAddress.getAllByName(host)) {
      addresses.add(address.getHostAddress().split("%")[0]);
    }
    ByteArrayOutputStream names = new ByteArrayOutputStream();
    names.write(der(DNS_NAME, ascii("localhost")));
    if (host.chars().anyMatch(Character::isLetter) && host.indexOf(':') < 0) {
      names.write(der(DNS_NAME, ascii(host)));
    }
    for (String address : addresses) {
      names.write(der(IP_ADDRESS, InetAddress.getByName(address).getAddress()));
    }
    return names.toByteArray();
  }

  /** Tag, length and value. */
  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      value.writeBytes(part);
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(tag);
    int length = value.size();
    if (length >= 0x100) {
      all.write(0x82);
      all.write(length >> 8);
    } else if (length >= 0x80) {
      all.write(0x81);
    }
    all.write(length);
    all.writeBytes(value.toByteArray());
    return all.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] hex(String digits) {
    return new BigInteger(digits, 16).toByteArray();
  }

  /** What a server with this certificate speaks TLS with. */
  SSLContext context() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("server", keys.getPrivate(), PASSWORD, new Certificate[] {certificate});
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a certificate that was made cannot be used", e);
    }
  }

  /** Writes it as PEM, for clients to trust. */
  void writeTo(Path file) throws IOException {
    try {
      String base64 =
          Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
      Files.writeString(
          file, "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate that was made cannot be written", e);
    }
  }
}
