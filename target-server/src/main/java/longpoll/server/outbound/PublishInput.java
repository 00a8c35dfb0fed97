package longpoll.server.outbound;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import longpoll.server.text.Json;

/**
 * What to publish where: the one line of JSON that a publisher reads. Holds secrets. Immutable.
 *
 * @param target the target's URL; templates add to its path
 * @param secrets texts that must not be shown, should an answer repeat them
 */
public record PublishInput(
    @JsonProperty(required = true) URI target,
    @JsonProperty(required = true) Tls tls,
    @JsonProperty(required = true) List<EventTemplate> templates,
    @JsonProperty(required = true) Expectation expect,
    @JsonProperty(required = true) List<String> secrets) {

  /**
   * Whom to trust.
   *
   * @param trustStore a PEM or PKCS12 file; empty for what the JDK trusts
   */
  public record Tls(
      @JsonProperty(required = true) boolean trustAll,
      @JsonProperty(required = true) String trustStore) {}

  /** An input that cannot be used. The message quotes nothing of it. */
  public static final class BadInputException extends Exception {
    private static final long serialVersionUID = 1L;

    BadInputException(String message) {
      super(message);
    }
  }

  public PublishInput {
    templates = List.copyOf(templates);
    secrets = List.copyOf(secrets);
  }

  /** Reads the line. */
  public static PublishInput read(String line) throws BadInputException {
    PublishInput input;
    try {
      input = Json.MAPPER.readValue(line, PublishInput.class);
    } catch (JsonMappingException e) {
      // Jackson's own words quote what it read.
      throw new BadInputException(
          "the line of JSON on standard input does not say what to publish: see " + where(e));
    } catch (JsonProcessingException e) {
      throw new BadInputException("the line on standard input is no JSON");
    }
    if (input == null) {
      throw new BadInputException("the line on standard input is no JSON object");
    }
    URI target = input.target;
    if (target == null || target.getHost() == null || target.getScheme() == null) {
      throw new BadInputException("target must be a URL such as http://127.0.0.1:8080");
    }
    return input;
  }

  private static String where(JsonMappingException e) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      path.append('/').append(step.getFieldName() == null ? step.getIndex() : step.getFieldName());
    }
    return path.isEmpty() ? "its fields" : path.toString();
  }

  /** The template of each channel. */
  Map<String, EventTemplate> byChannel() {
    Map<String, EventTemplate> byChannel = new HashMap<>();
    templates.forEach(each -> each.channels().forEach(channel -> byChannel.put(channel, each)));
    return byChannel;
  }

  /** Nothing of it: it holds secrets. */
  @Override
  public String toString() {
    return "PublishInput of " + templates.size() + " templates";
  }
}
