package longpoll.gatling;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.util.Optional;
import longpoll.settings.LoadShare;
import longpoll.settings.Settings;

/**
 * What an injector is told by the one that started it, in its environment: the settings are those
 * of the whole run. Immutable.
 *
 * @param shard which of the injectors it is, as in the settings
 * @param target the bundled server that it polls, or null where the settings name a target
 * @param certificate the file with the certificate of that server, empty or null for none
 * @param publisher where the publisher tells what it does, or null where there is none
 * @param run tells this run from others
 * @param barrier where it waits for the common start
 * @param starter the process that started it
 */
record SharedRun(
    String shard,
    URI target,
    String certificate,
    URI publisher,
    String run,
    URI barrier,
    long starter) {
  private static final String VARIABLE = "LONGPOLL_SHARED_RUN";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Empty in an injector that a user has started. */
  static Optional<SharedRun> ofThisProcess() {
    return Optional.ofNullable(System.getenv(VARIABLE)).map(SharedRun::read);
  }

  LoadShare share() {
    return LoadShare.parse(shard);
  }

  /** Whom clients of the bundled server trust; empty where the settings name a target. */
  Optional<Settings.Tls> trust() {
    return Optional.ofNullable(certificate).map(file -> new Settings.Tls(false, file));
  }

  void addTo(ProcessBuilder process) {
    try {
      process.environment().put(VARIABLE, JSON.writeValueAsString(this));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of texts can be written", e);
    }
  }

  private static SharedRun read(String text) {
    try {
      return JSON.readValue(text, SharedRun.class);
    } catch (JsonProcessingException e) {
      throw new RefusedException(
          VARIABLE + " is set by an injector that starts others, and by nobody else: unset it");
    }
  }
}
