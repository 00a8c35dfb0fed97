package longpoll.settings;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import longpoll.dialect.Dialect;
import longpoll.text.HttpUrl;

/**
 * The limits that are more than a range of one value: between two keys, and of texts and lists. For
 * one use, by one thread.
 */
final class SettingsRules {
  private final Settings settings;
  private final List<Problem> problems = new ArrayList<>();

  private SettingsRules(Settings settings) {
    this.settings = settings;
  }

  /**
   * @param scheduleKinds what {@code schedule.kind} may be; empty allows anything
   */
  static List<Problem> check(Settings settings, List<String> scheduleKinds) {
    SettingsRules rules = new SettingsRules(settings);
    rules.injectors();
    rules.shard();
    rules.barrier();
    rules.ramp();
    rules.backoff();
    rules.target();
    rules.channels();
    rules.dialect();
    rules.localAddresses();
    rules.tls();
    rules.protocol();
    rules.schedule(scheduleKinds);
    rules.label();
    return rules.problems;
  }

  private void injectors() {
    if (settings.injectors() > Math.max(1, settings.users())) {
      problem(
          "at most one injector for each of the "
              + settings.users()
              + " users is allowed, but it is "
              + settings.injectors()
              + ": set more users, or fewer injectors",
          "injectors",
          "users");
    }
    if (settings.servers() > 1 && settings.target().isPresent()) {
      problem(
          "no server is started where there is a target, but it is "
              + settings.servers()
              + ": leave one of the two out",
          "servers",
          "target");
    } else if (settings.servers() > Math.max(1, settings.injectors())) {
      problem(
          "at most injectors ("
              + settings.injectors()
              + ") is allowed, since each injector polls one server, but it is "
              + settings.servers()
              + ": set more injectors, or fewer servers",
          "servers",
          "injectors");
    }
    noCommonStart("start-at", settings.startAt());
    noCommonStart("barrier", settings.barrier());
  }

  private void noCommonStart(String key, Optional<?> value) {
    if (settings.injectors() > 1 && value.isPresent()) {
      problem(
          "injectors on one machine begin together by themselves, but it is "
              + value.get()
              + ": leave it out, or start each injector with shard",
          key,
          "injectors");
    }
  }

  private void barrier() {
    if (settings.barrier().isEmpty() || settings.injectors() > 1) {
      return;
    }
    URI barrier = settings.barrier().get();
    Optional<String> unusable = HttpUrl.problem(barrier);
    if (unusable.isPresent()) {
      problem(unusable.get(), "barrier");
      return;
    }
    if (barrier.getRawQuery() != null) {
      problem(
          "the query is written by the injector, but it is '"
              + HttpUrl.withoutCredentials(barrier.toString())
              + "': leave it out",
          "barrier");
    }
    if (settings.startAt().isPresent()) {
      problem(
          "the barrier says when to begin, but start-at does so too: leave one of the two out",
          "barrier",
          "start-at");
    }
    if (settings.shard().coversAll()) {
      problem(
          "only one of several injectors waits for others, but there is no shard: set shard, or"
              + " leave the barrier out",
          "barrier",
          "shard");
    }
  }

  private void shard() {
    // Injectors on one machine share the target and the publisher that the first of them starts.
    if (settings.shard().coversAll() || settings.injectors() > 1) {
      return;
    }
    if (settings.target().isEmpty()) {
      problem(
          "one of several injectors needs a target that all of them poll, but none is set: start"
              + " the server by itself and name it",
          "shard",
          "target");
    }
    if (settings.publishes()) {
      problem(
          "our publisher makes events for one injector only, but this is "
              + settings.shard()
              + ": set publisher=false, and publish to the target from outside",
          "publisher",
          "shard");
    }
    if (settings.users() < settings.shard().shards()) {
      problem(
          "at least one user for each of "
              + settings.shard().shards()
              + " injectors is needed, but there are "
              + settings.users()
              + ": set more users, or fewer injectors",
          "users",
          "shard");
    }
  }

  private void ramp() {
    if (settings.ramp().getNano() != 0) {
      // Gatling cuts the rest off; of less than a second nothing is left, and nobody would arrive.
      problem(
          "whole seconds are allowed, but it is "
              + Units.format(settings.ramp())
              + ": set "
              + (settings.ramp().toSeconds() + 1)
              + "s, or 0s to start all users at once",
          "ramp");
    }
  }

  private void backoff() {
    Settings.Backoff backoff = settings.backoff();
    if (backoff.initial().compareTo(backoff.max()) > 0) {
      problem(
          "at least backoff.initial ("
              + Units.format(backoff.initial())
              + ") is needed, but it is "
              + Units.format(backoff.max())
              + ": raise the one or lower the other",
          "backoff.max",
          "backoff.initial");
    }
  }

  private void target() {
    settings
        .target()
        .flatMap(url -> TargetUrl.problem(url, settings.dialect()))
        .ifPresent(text -> problem(text, "target", "dialect"));
    if (settings.api().apis().isEmpty() && !settings.apiName().isBlank()) {
      problem(
          "only an API definition has names, but none is given and the name is '"
              + settings.apiName()
              + "': set api, or leave the name out",
          "api.name",
          "api");
    }
  }

  private void channels() {
    Dialect dialect = settings.dialect();
    int most = Math.max(1, settings.users());
    if (!dialect.namesChannels() && settings.channels() != 1) {
      problem(
          "must be 1 with dialect="
              + dialect.name()
              + ", whose polls cannot name a channel, but it is "
              + settings.channels()
              + ": leave it out, or set dialect=native",
          "channels",
          "dialect");
    } else if (settings.channels() < 1 || settings.channels() > most) {
      problem(
          "1 to "
              + most
              + " (users) is allowed, but it is "
              + settings.channels()
              + ": every channel needs a user who waits on it",
          "channels",
          "users");
    }
  }

  private void dialect() {
    Dialect dialect = settings.dialect();
    String hold = dialect.holdProblem(settings.hold());
    if (hold != null) {
      problem(hold, "hold", "dialect");
    }
    if (settings.target().isEmpty() && !dialect.isSpokenByBundledServer()) {
      problem(
          "the bundled server does not speak dialect "
              + dialect.name()
              + ": name a server that does",
          "target",
          "dialect");
    }
  }

  private void localAddresses() {
    List<String> addresses = settings.localAddresses();
    addresses.stream()
        .filter(address -> !IpLiteral.matches(address))
        .forEach(
            address ->
                problem(
                    "IP addresses are expected, but one is '"
                        + address
                        + "': write them like 127.0.0.2,127.0.0.3",
                    "connections.local-addresses"));
    if (addresses.stream().distinct().count() < addresses.size()) {
      problem(
          "each address may stand once, but they are " + addresses + ": take the repeated one out",
          "connections.local-addresses");
    }
  }

  private void tls() {
    if (settings.tls().trustAll() && !settings.tls().trustStore().isBlank()) {
      problem(
          "a trust store is of no use where every certificate is trusted, but it is '"
              + settings.tls().trustStore()
              + "': leave one of the two out",
          "tls.trust-all",
          "tls.trust-store");
    }
  }

  private void protocol() {
    settings
        .target()
        .filter(url -> settings.http().speaksH2() && !"https".equalsIgnoreCase(url.getScheme()))
        .ifPresent(
            url ->
                problem(
                    "h2 is spoken over https only, but the target is "
                        + HttpUrl.withoutCredentials(url.toString())
                        + ": name it by https, or set protocol=h1",
                    "protocol",
                    "target"));
  }

  private void schedule(List<String> kinds) {
    Settings.Schedule schedule = settings.schedule();
    boolean trace = schedule.kind().equals(Settings.Schedule.TRACE);
    if (!kinds.isEmpty() && !kinds.contains(schedule.kind())) {
      problem(Problem.oneOf(kinds, schedule.kind()), "schedule.kind");
    } else if (trace && schedule.trace().isBlank()) {
      problem(
          "schedule.kind=trace needs a file, but it is empty: name a CSV or JSON lines file",
          "schedule.trace",
          "schedule.kind");
    } else if (!trace && !schedule.trace().isBlank()) {
      problem(
          "only schedule.kind=trace reads a file, but the kind is "
              + schedule.kind()
              + " and the file '"
              + schedule.trace()
              + "': set schedule.kind=trace, or leave the file out",
          "schedule.trace",
          "schedule.kind");
    }
  }

  private void label() {
    String label = settings.label();
    if (label.length() > Settings.LONGEST_LABEL
        || label.chars().anyMatch(Character::isISOControl)) {
      problem(
          "at most "
              + Settings.LONGEST_LABEL
              + " characters on one line are allowed, but it has "
              + label.length()
              + ": use a shorter one",
          "label");
    }
  }

  private void problem(String text, String... keys) {
    problems.add(new Problem(List.of(keys), text));
  }
}
