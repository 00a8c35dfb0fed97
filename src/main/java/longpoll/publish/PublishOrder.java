package longpoll.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import longpoll.dialect.Purpose;
import longpoll.dialect.file.FileDialect;
import longpoll.dialect.file.PublishExpectation;
import longpoll.dialect.file.PublishTemplate;
import longpoll.settings.Settings;
import longpoll.target.TargetException;

/**
 * What a publisher in another process is to send for each channel. Holds secrets: it goes to the
 * publisher's standard input and nowhere else. Immutable.
 */
public final class PublishOrder {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

  /** One template, with the channels that it is for, as the publisher reads it. */
  private record Template(
      List<String> channels,
      String method,
      String origin,
      List<PublishTemplate.Part> path,
      List<PublishTemplate.Part> query,
      List<Header> headers,
      List<PublishTemplate.Part> body) {
    static Template of(PublishTemplate template, List<String> channels) {
      return new Template(
          channels,
          template.method(),
          template.origin(),
          template.path(),
          template.query(),
          template.headers().stream()
              .map(header -> new Header(header.getKey(), header.getValue()))
              .toList(),
          template.body());
    }
  }

  private record Header(String name, List<PublishTemplate.Part> value) {}

  private record Tls(boolean trustAll, String trustStore) {}

  private record Line(
      String target,
      Tls tls,
      List<Template> templates,
      PublishExpectation expect,
      Set<String> secrets) {}

  private final Line line;
  private final List<String> channels;

  private PublishOrder(Line line, List<String> channels) {
    this.line = line;
    this.channels = channels;
  }

  /**
   * Makes the publisher's handshake with the target: once for each channel where it names one, else
   * once. Blocks.
   *
   * @param target the target's URL
   * @param channels the names of the channels to publish on
   * @param user a number that no user of the run has
   * @param run tells this run from others
   * @throws TargetException when the dialect cannot publish, or the handshake fails
   */
  public static PublishOrder prepare(
      FileDialect dialect,
      URI target,
      List<String> channels,
      Settings.Tls tls,
      Settings.Body body,
      long user,
      String run) {
    if (!dialect.has(Purpose.Kind.PUBLISH)) {
      throw new TargetException(
          "Dialect "
              + dialect.name()
              + " does not say how to publish: write a publish block into its file, or let the target"
              + " publish by itself");
    }
    PublishExpectation expect;
    try {
      expect = dialect.publishExpectation();
    } catch (IllegalArgumentException e) {
      throw new TargetException("Dialect " + dialect.name() + ": " + e.getMessage(), e);
    }
    String url = target.toString();
    String start = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    Map<PublishTemplate, List<String>> byTemplate = new LinkedHashMap<>();
    Set<String> secrets = new LinkedHashSet<>();
    boolean each = dialect.publishHandshakeNamesChannels();
    for (String channel : each ? channels : List.of("")) {
      try (PublishHandshake handshake =
          new PublishHandshake(dialect, target, tls, body, ANSWER_LIMIT)) {
        PublishHandshake.Session session = handshake.run(dialect.start(start, channel, user, run));
        byTemplate
            .computeIfAbsent(session.template(), key -> new ArrayList<>())
            .addAll(each ? List.of(channel) : channels);
        secrets.addAll(session.secrets());
      }
    }
    List<Template> templates = new ArrayList<>();
    byTemplate.forEach((template, names) -> templates.add(Template.of(template, names)));
    Tls trust = new Tls(tls.trustAll(), tls.trustStore());
    return new PublishOrder(
        new Line(url, trust, templates, expect, secrets), List.copyOf(channels));
  }

  /** The names of the channels to publish on. */
  public List<String> channels() {
    return channels;
  }

  /** The one line that the publisher reads; with secrets. */
  public String json() {
    try {
      return new ObjectMapper().writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records of texts and numbers can be written", e);
    }
  }

  /** Nothing of it: it holds secrets. */
  @Override
  public String toString() {
    return "PublishOrder for " + channels.size() + " channels";
  }
}
