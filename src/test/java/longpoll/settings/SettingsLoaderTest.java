package longpoll.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsLoaderTest {
  private static final List<String> SCHEDULES =
      List.of("poisson", "fixed", "burst", "trace", "none");

  @TempDir Path directory;

  @Test
  void withoutAnyPropertyTheReferenceHolds() {
    Settings settings = load();

    assertThat(settings.users()).isEqualTo(5000);
    assertThat(settings.ramp()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.warmup()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.duration()).isEqualTo(Duration.ofSeconds(60));
    assertThat(settings.hold()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.bundled()).isTrue();
    assertThat(settings.dialect().name()).isEqualTo("native");
    assertThat(settings.channels()).isEqualTo(50);
    assertThat(settings.payloadBytes()).isEqualTo(128);
    assertThat(settings.rearm()).isEqualTo(new Rearm.Immediate());
    assertThat(settings.schedule())
        .isEqualTo(new Settings.Schedule("poisson", Duration.ofSeconds(10), 1, 10, ""));
    assertThat(settings.probes()).isEqualTo(200);
    assertThat(settings.localAddresses()).isEmpty();
    assertThat(settings.objectives()).isEqualTo(new Settings.Objectives(0, 0, 0, 0.01, 0.95));
    assertThat(settings.backoff())
        .isEqualTo(new Settings.Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30)));
  }

  @Test
  void aPropertyGoesBeforeTheProfileAndTheProfileBeforeTheReference() {
    Settings settings = load("profile", "smoke", "users", "12");

    assertThat(settings.users()).isEqualTo(12);
    assertThat(settings.hold()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.payloadBytes()).isEqualTo(128);
    assertThat(settings.profile()).isEqualTo("smoke");
  }

  @ParameterizedTest
  @MethodSource("shippedProfiles")
  void everyShippedProfileIsNamedAndLoads(String name) {
    assertThat(Profiles.NAMES).contains(name);
    assertThat(load("profile", name).profile()).isEqualTo(name);
  }

  static List<String> shippedProfiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("main/resources/longpoll/settings/profiles"))) {
      return files.map(file -> file.getFileName().toString().replace(".conf", "")).toList();
    }
  }

  @Test
  void theShippedProfilesAreWhatTheirNamesSay() {
    Settings broadcast = load("profile", "broadcast");
    assertThat(broadcast.channels()).isEqualTo(1);
    assertThat(broadcast.hold()).isEqualTo(Duration.ofSeconds(30));
    assertThat(broadcast.schedule().kind()).isEqualTo("fixed");
    assertThat(broadcast.schedule().every()).isEqualTo(Duration.ofSeconds(5));
    assertThat(load("profile", "smoke").total()).isLessThan(Duration.ofSeconds(15));
    assertThat(load("profile", "soak").users()).isEqualTo(2000);
    assertThat(load("profile", "soak").duration()).isEqualTo(Duration.ofMinutes(30));
  }

  @Test
  void aProfileCanBeAFileOfTheUsersOwn() throws IOException {
    write("mine.conf", "longpoll { users = 7, schedule { kind = burst, burst = 3 } }");

    Settings settings = load("profile", "mine.conf");

    assertThat(settings.users()).isEqualTo(7);
    assertThat(settings.schedule().kind()).isEqualTo("burst");
    assertThat(settings.schedule().burst()).isEqualTo(3);
  }

  @Test
  void allProblemsAreReportedTogetherWithKeyLimitValueAndAdvice() {
    SettingsException problems =
        refused("users", "0", "hold", "10", "payload", "2MB", "rearm", "sometimes", "userz", "5");

    assertThat(problems.getMessage().lines())
        .containsExactly(
            "5 settings cannot be used:",
            "  longpoll.userz: unknown key on the command line: did you mean longpoll.users?",
            "  longpoll.users: 1 to 1000000 is allowed, but it is 0: set a number within this"
                + " limit",
            "  longpoll.payload: 0B to 1000000B is allowed, but it is 2000000B: set a size in"
                + " this range",
            "  longpoll.hold: a duration needs a unit, but it is '10': write 10s",
            "  longpoll.rearm: immediate, fixed, uniform or article is expected, but it is"
                + " 'sometimes': write 'immediate', 'fixed 2s', 'uniform 0s..1s' or 'article'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "users | many | a whole number is expected, but it is 'many'",
        "users | '' | a whole number is expected, but it is ''",
        "users | 1000001 | 1 to 1000000 is allowed, but it is 1000001",
        "users | 99999999999 | a number from -2147483648 to 2147483647 is expected",
        "injectors | 0 | 1 to 100 is allowed, but it is 0",
        "servers | 2 | at most injectors (1) is allowed, since each injector polls one server, but",
        "shard | 0/2 | one of several injectors needs a target that all of them poll, but none is set",
        "barrier | http://host | only one of several injectors waits for others, but there is no shard",
        "barrier | host:8080 | http or https is expected, but it is 'host:8080'",
        "barrier-timeout | 2h | 1s to 3600s is allowed, but it is 7200s",
        "ramp | -1s | 0s to 3600s is allowed, but it is -1s",
        "ramp | 500ms | whole seconds are allowed, but it is 500ms: set 1s, or 0s to start all",
        "ramp | 2h | 0s to 3600s is allowed, but it is 7200s",
        "warmup | 10 | a duration needs a unit, but it is '10': write 10s",
        "warmup | soon | a duration is expected, but it is 'soon': write something like 10s",
        "duration | 999ms | 1s to 604800s is allowed, but it is 999ms",
        "hold | 9ms | 10ms to 3600s is allowed, or 0s for polls that are answered at once, but it is 9ms",
        "hold | -1s | 10ms to 3600s is allowed, or 0s for polls that are answered at once, but it is -1s",
        "hold | 61m | or 0s for polls that are answered at once, but it is 3660s: set a duration",
        "tail | 2 | write 2s",
        "request-timeout-margin | 0s | 1s to 600s is allowed, but it is 0s",
        "target | ftp://host/poll | http or https is expected, but it is 'ftp://host/poll'",
        "target | localhost:8000 | http or https is expected, but it is 'localhost:8000'",
        "target | http:///poll | a host is expected, but it is 'http:///poll'",
        "target | http://a b/poll | a URL is expected, but it is 'http://a b/poll'",
        "target | http://h:99999/poll | a port of 1 to 65535 is expected, but it is 99999",
        "target | http://host/poll#top | no #fragment may stand in the URL",
        "target | http://host/poll?cursor=4 | sets the parameter 'cursor' itself",
        "api | poll.json | there is no file 'poll.json': check the path, which begins at the working",
        "api | main/java | there is no file 'main/java': check the path",
        "api.name | Jobs | only an API definition has names, but none is given and the name is 'Jobs'",
        "dialect | klingon | no dialect is called klingon; there are native, article, apollo",
        "channels | 0 | 1 to 5000 (users) is allowed, but it is 0",
        "channels | 5001 | 1 to 5000 (users) is allowed, but it is 5001",
        "payload | 128 | a size needs a unit, but it is '128': write 128B",
        "payload | big | a size is expected, but it is 'big': write something like 128B",
        "payload | 5000MB | at most 1000000B is allowed, but it is '5000MB'",
        "rearm | fixed 2 | a duration needs a unit, but it is '2': write 2s",
        "rearm | fixed 2h | a wait of 0s to 3600s is expected, but it is 7200s",
        "rearm | uniform 2s..1s | the first bound of uniform must be below the second",
        "schedule.kind | weekly | one of poisson, fixed, burst, trace, none is expected",
        "schedule.every | 0s | 1ms to 3600s is allowed, but it is 0s",
        "schedule.seed | x | a whole number is expected, but it is 'x'",
        "schedule.burst | 0 | 1 to 10000 is allowed, but it is 0",
        "schedule.trace | a.csv | only schedule.kind=trace reads a file, but the kind is poisson",
        "probes | -1 | 0 to 10000 is allowed, but it is -1",
        "connections.local-addresses | localhost | IP addresses are expected, but one is",
        "connections.local-addresses | 127.0.0.256 | IP addresses are expected, but one is",
        "connections.local-addresses | 127.0.0.2,127.0.0.2 | each address may stand once",
        "report.console-every | 10ms | 1s to 3600s is allowed, or 0s for no progress lines, but it is 10ms",
        "report.gatling-rows | yes | true or false is expected, but it is 'yes'",
        "objectives.failed.max | -1 | at least 0 is allowed, but it is -1",
        "objectives.missed.max | -1 | at least 0 is allowed, but it is -1",
        "objectives.duplicated.max | -1 | at least 0 is allowed, but it is -1",
        "objectives.early.max | 1.01 | 0 to 1 is allowed, but it is 1.01: it is a share",
        "objectives.early.max | -0.01 | 0 to 1 is allowed, but it is -0.01",
        "objectives.early.max | few | a number is expected, but it is 'few'",
        "objectives.held.min | 95 | 0 to 1 is allowed, but it is 95.0",
        "objectives.held.min | most | a number is expected, but it is 'most'",
        "backoff.initial | 1ms | 10ms to 3600s is allowed, but it is 1ms",
        "backoff.max | 500ms | at least backoff.initial (1s) is needed, but it is 500ms",
        "tls.trust-all | maybe | true or false is expected, but it is 'maybe'",
        "tls.trust-store | gone.pem | a readable file is expected, but there is none at 'gone.pem'",
        "protocol | http2 | one of h1, h2 is expected, but it is 'http2'",
        "h2.streams | 0 | 1 to 1000 is allowed, but it is 0",
        "h2.streams | 1001 | 1 to 1000 is allowed, but it is 1001",
        "body.max | 999B | 1000B to 1073741824B is allowed, but it is 999B",
        "body.max | 2000MB | 1000B to 1073741824B is allowed, but it is 2000000000B",
        "body.max | 3GiB | at most 1073741824B is allowed, but it is '3GiB'",
        "body.max | 16 | a size needs a unit, but it is '16': write 16B",
        "body.heap-share | 0 | 0.01 to 0.5 is allowed, but it is 0.0: it is a share of the heap",
        "body.heap-share | 0.51 | 0.01 to 0.5 is allowed, but it is 0.51",
        "body.heap-share | 25% | a number is expected, but it is '25%'",
      })
  void aBadValueIsRefusedWithItsReason(String key, String value, String reason) {
    SettingsException problems = refused(key, value);

    assertThat(problems.problems()).hasSize(1);
    assertThat(problems.getMessage()).contains("longpoll." + key + ": ").contains(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "injectors=3 users=2 channels=1 | at most one injector for each of the 2 users is allowed",
        "injectors=2 servers=2 target=http://h/poll | no server is started where there is a target",
        "injectors=2 start-at=2030-01-31T12:00:00Z | injectors on one machine begin together",
        "injectors=2 barrier=http://h | injectors on one machine begin together by themselves",
        "injectors=2 shard=0/2 | injectors on one machine get their numbers by themselves, but there are 2",
        "shard=0/2 target=http://h barrier=http://h/b start-at=2030-01-31T12:00:00Z | leave one of the two",
        "shard=0/2 target=http://h barrier=http://h/b?x=1 | the query is written by the injector",
      })
  void settingsThatDoNotGoTogetherAreRefused(String given, String reason) {
    SettingsException problems =
        refused(
            Arrays.stream(given.trim().split(" "))
                .flatMap(each -> Arrays.stream(each.split("=", 2)))
                .toArray(String[]::new));

    assertThat(problems.problems()).as("%s", problems.getMessage()).hasSize(1);
    assertThat(problems).hasMessageContaining(reason);
  }

  @Test
  void eachInjectorOnAMachineHasItsNumber() {
    Map<String, String> given = Map.of("longpoll.injectors", "3", "longpoll.users", "100");
    Settings last =
        new SettingsLoader(directory, SCHEDULES).ofInjector(new LoadShare(2, 3)).load(given);

    assertThat(last.ownUsers()).isEqualTo(34);
    assertThat(last.bundled()).isTrue();
    assertThat(last.sourceAddresses()).containsExactly("127.0.0.3");
    assertThat(load("injectors", "2", "users", "9").sourceAddresses()).containsExactly("127.0.0.1");
    assertThat(load("injectors", "2", "target", "http://10.0.0.1").sourceAddresses()).isEmpty();
    assertThat(load("injectors", "2", "connections.local-addresses", "127.0.0.8").sourceAddresses())
        .containsExactly("127.0.0.8");
    assertThat(load("users", "2").sourceAddresses()).isEmpty();
  }

  @Test
  void aLabelOfMoreThanOneLineOrHundredCharactersIsRefused() {
    assertThat(refused("label", "a\nb")).hasMessageContaining("longpoll.label: at most 100");
    assertThat(refused("label", "x".repeat(101))).hasMessageContaining("but it has 101");
    assertThat(load("label", "x".repeat(100)).label()).hasSize(100);
  }

  @Test
  void credentialsInTheTargetAreRefusedAndNotRepeated() {
    assertThat(refused("target", "http://ann:pass1word@host/poll"))
        .hasMessageContaining("no user or password may stand in the URL")
        .hasMessageContaining("http://***@host/poll")
        .hasMessageNotContaining("pass1word");
    assertThat(refused("target", "http://ann:pa ss@host/poll")).hasMessageNotContaining("pa ss");
  }

  @Test
  void aTargetWithoutPathIsThePollPath() {
    assertThat(load("target", "http://host:8000").target())
        .contains(URI.create("http://host:8000/poll"));
    assertThat(load("target", "https://host/updates?stream=7").target())
        .contains(URI.create("https://host/updates?stream=7"));
    assertThat(load("target", "http://[::1]:8000/").target())
        .contains(URI.create("http://[::1]:8000/"));
  }

  @ParameterizedTest
  @CsvSource({
    "user, users",
    "usres, users",
    "every, schedule.every",
    "schedule.evry, schedule.every",
    "local-addresses, connections.local-addresses",
    "holdLimit, ",
    "objectives.fail.max, objectives.failed.max",
  })
  void anUnknownKeyIsAnErrorWithTheNearestKnownName(String key, String nearest) {
    assertThat(refused(key, "1").getMessage())
        .contains("longpoll." + key + ": unknown key on the command line")
        .contains(
            nearest == null
                ? "docs/settings.md lists every key"
                : "did you mean longpoll." + nearest);
  }

  @Test
  void anUnknownKeyInAProfileIsAnErrorToo() throws IOException {
    write("mine.conf", "users = 3\nlongpoll { chanels = 4 }");

    assertThat(refused("profile", "mine.conf").getMessage().lines())
        .containsExactly(
            "2 settings cannot be used:",
            "  longpoll.users: stands outside longpoll { } in profile 'mine.conf': move 'users'"
                + " inside",
            "  longpoll.chanels: unknown key in profile 'mine.conf': did you mean"
                + " longpoll.channels?");
  }

  @Test
  void anUnknownProfileListsTheKnownOnes() {
    assertThat(refused("profile", "smok"))
        .hasMessageContaining(
            "longpoll.profile: one of smoke, broadcast, ci, soak, large, or the path of a .conf file, is"
                + " expected, but it is 'smok'");
    assertThat(refused("profile", "no/such.conf"))
        .hasMessageContaining("a file is expected, but there is none at 'no/such.conf'");
  }

  @Test
  void aProfileThatIsNotHoconIsRefusedWithTheReason() throws IOException {
    write("broken.conf", "longpoll { users = ");

    assertThat(refused("profile", "broken.conf"))
        .hasMessageContaining("longpoll.profile: 'broken.conf' cannot be read as HOCON: ");
  }

  @Test
  void aProfileCannotNameAProfile() throws IOException {
    write("mine.conf", "longpoll.profile = smoke");

    assertThat(refused("profile", "mine.conf"))
        .hasMessageContaining("a profile cannot name a profile");
  }

  @Test
  void theArticleDialectHasOneChannelAndRefusesAnotherNumber() throws IOException {
    assertThat(load("dialect", "article").channels()).isEqualTo(1);
    assertThat(load("dialect", "article", "channels", "1").channels()).isEqualTo(1);
    assertThat(refused("dialect", "article", "channels", "2"))
        .hasMessageContaining(
            "longpoll.channels: must be 1 with dialect=article, whose polls cannot name a"
                + " channel, but it is 2");
    write("mine.conf", "longpoll { dialect = article, channels = 4 }");
    assertThat(refused("profile", "mine.conf")).hasMessageContaining("but it is 4");
  }

  @Test
  void defaultChannelsAreLoweredToTheUsersButGivenOnesAreRefused() {
    assertThat(load("users", "10").channels()).isEqualTo(10);
    assertThat(refused("users", "10", "channels", "11"))
        .hasMessageContaining("longpoll.channels: 1 to 10 (users) is allowed, but it is 11");
  }

  @Test
  void aValueThatCannotBeReadHidesNoOtherProblemAndMakesUpNone() {
    SettingsException problems = refused("users", "x", "channels", "6000", "probes", "-1");

    assertThat(problems.problems())
        .extracting(problem -> problem.keys().get(0))
        .containsExactlyInAnyOrder("users", "probes");
  }

  @Test
  void aTraceMustBeAFileThatIsThere() throws IOException {
    assertThat(refused("schedule.kind", "trace"))
        .hasMessageContaining(
            "longpoll.schedule.trace: schedule.kind=trace needs a file, but it is empty");
    assertThat(refused("schedule.kind", "trace", "schedule.trace", "gone.csv"))
        .hasMessageContaining("a readable file is expected, but there is none at 'gone.csv'");
    write("there.csv", "1s");
    assertThat(load("schedule.kind", "trace", "schedule.trace", "there.csv").schedule().trace())
        .isEqualTo("there.csv");
  }

  @Test
  void aMissingFileIsReportedBesideOtherProblems() {
    assertThat(refused("users", "0", "tls.trust-store", "gone.pem").problems())
        .extracting(problem -> problem.keys().get(0))
        .containsExactly("users", "tls.trust-store");
  }

  @Test
  void whoStartsNoServerNeedsNoListOfSchedules() {
    Settings settings =
        new SettingsLoader(directory).load(Map.of("longpoll.schedule.kind", "weekly"));

    assertThat(settings.schedule().kind()).isEqualTo("weekly");
  }

  @Test
  void certificatesAreVerifiedAndBodiesBoundedUnlessTheSettingsSayOtherwise() throws IOException {
    assertThat(load().tls()).isEqualTo(new Settings.Tls(false, ""));
    assertThat(load().body()).isEqualTo(new Settings.Body(16 * 1024 * 1024, 0.25));
    write("trusted.pem", "");
    Settings settings =
        load("tls.trust-store", "trusted.pem", "body.max", "1GiB", "body.heap-share", "0.5");
    assertThat(settings.tls()).isEqualTo(new Settings.Tls(false, "trusted.pem"));
    assertThat(settings.body()).isEqualTo(new Settings.Body(1 << 30, 0.5));
    assertThat(load("tls.trust-all", "true").tls().trustAll()).isTrue();
  }

  @Test
  void http2NeedsHttps() throws IOException {
    assertThat(load().http()).isEqualTo(Settings.Http.H1);
    assertThat(load("protocol", "h2", "h2.streams", "7").http())
        .isEqualTo(new Settings.Http(Settings.Http.Protocol.H2, 7));
    assertThat(load("protocol", "h2", "target", "https://localhost:8443").http().speaksH2())
        .isTrue();

    SettingsException refused = refused("protocol", "h2", "target", "http://localhost:8000/poll");
    assertThat(refused)
        .hasMessageContaining("longpoll.protocol: h2 is spoken over https only, but the target is")
        .hasMessageContaining("http://localhost:8000/poll: name it by https, or set protocol=h1");
    assertThat(refused.problems().get(0).keys()).containsExactly("protocol", "target");
  }

  @Test
  void whoeverTrustsAllNeedsNoTrustStore() throws IOException {
    write("trusted.pem", "");

    SettingsException refused = refused("tls.trust-all", "true", "tls.trust-store", "trusted.pem");
    assertThat(refused)
        .hasMessageContaining("longpoll.tls.trust-all: ")
        .hasMessageContaining("but it is 'trusted.pem': leave one of the two out");
    assertThat(refused.problems().get(0).keys())
        .containsExactly("tls.trust-all", "tls.trust-store");
  }

  @Test
  void listsAreSplitOnTheCommandLine() {
    Settings settings =
        load(
            "connections.local-addresses", "127.0.0.2, 127.0.0.3",
            "server.jvm-args", "-Xmx2g -Xlog:gc*,safepoint",
            "server.options", "");

    assertThat(settings.localAddresses()).containsExactly("127.0.0.2", "127.0.0.3");
    assertThat(settings.server().jvmArgs()).containsExactly("-Xmx2g", "-Xlog:gc*,safepoint");
    assertThat(settings.server().options()).isEmpty();
  }

  @Test
  void aListWhereOneValueBelongsIsRefused() throws IOException {
    write("mine.conf", "longpoll.users = [1, 2]");

    assertThat(refused("profile", "mine.conf"))
        .hasMessageContaining("a single value is expected, but it is '[1, 2]'");
  }

  @Test
  void otherPropertiesAreNotLookedAt() {
    Properties properties = new Properties();
    properties.setProperty("longpoll.users", "17");
    properties.setProperty("longpolling.users", "18");
    properties.setProperty("gatling.simulationClass", "x");

    assertThat(new SettingsLoader(directory).load(properties).users()).isEqualTo(17);
  }

  @Test
  void everyKeyIsResolvedAndNoOther() {
    assertThat(load().resolved().keySet())
        .containsExactlyElementsOf(new TreeSet<>(SettingTable.keys()));
  }

  @Test
  void resolvedValuesAreCanonical() {
    Map<String, Object> resolved =
        load(
                "hold", "0.5m",
                "warmup", "1.5s",
                "payload", "1KiB",
                "rearm", "uniform 0ms..1000ms",
                "body.max", "1MiB",
                "connections.local-addresses", "127.0.0.2")
            .resolved();

    assertThat(resolved)
        .containsEntry("users", 5000)
        .containsEntry("hold", "30s")
        .containsEntry("warmup", "1500ms")
        .containsEntry("payload", "1024B")
        .containsEntry("rearm", "uniform 0s..1s")
        .containsEntry("schedule.kind", "poisson")
        .containsEntry("schedule.seed", 1L)
        .containsEntry("objectives.early.max", 0.01)
        .containsEntry("objectives.held.min", 0.95)
        .containsEntry("report.gatling-rows", true)
        .containsEntry("target", "")
        .containsEntry("tls.trust-all", false)
        .containsEntry("tls.trust-store", "")
        .containsEntry("body.max", "1048576B")
        .containsEntry("body.heap-share", 0.25)
        .containsEntry("connections.local-addresses", List.of("127.0.0.2"));
  }

  @Test
  void secretsAreMaskedInWhatIsResolved() {
    Settings settings =
        load(
            "server.options", "--publish-token abc --io-threads 1 --admin-token=def",
            "server.jvm-args", "-Djavax.net.ssl.keyStorePassword=ghi -Xmx1g");

    assertThat(settings.server().options()).contains("abc", "--admin-token=def");
    assertThat(settings.resolved())
        .containsEntry(
            "server.options",
            List.of("--publish-token", "***", "--io-threads", "1", "--admin-token=***"))
        .containsEntry(
            "server.jvm-args", List.of("-Djavax.net.ssl.keyStorePassword=***", "-Xmx1g"));
  }

  @Test
  void derivedTimesFollowFromTheSettings() {
    Settings settings = load("hold", "1s", "tail", "2s", "request-timeout-margin", "5s");

    assertThat(settings.effectiveTail()).isEqualTo(Duration.ofSeconds(1));
    assertThat(settings.requestTimeout()).isEqualTo(Duration.ofNanos(6_062_500_000L));
    assertThat(settings.total()).isEqualTo(Duration.ofSeconds(81));
    assertThat(load("hold", "10s").effectiveTail()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void pollsMayBeAnsweredAtOnceAndThenTheTailIsAllThere() {
    Settings settings = load("hold", "0s", "tail", "2s", "request-timeout-margin", "5s");

    assertThat(settings.hold()).isZero();
    assertThat(settings.effectiveTail()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.requestTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.resolved()).containsEntry("hold", "0s");
  }

  @Test
  void pollsThatAreNotHeldGetARampAndATailThatTheirRearmDelayFitsInto() {
    Settings settings = load("hold", "0s", "rearm", "fixed 30s", "ramp", "5s", "tail", "2s");

    assertThat(settings.effectiveRamp()).isEqualTo(Duration.ofSeconds(35));
    assertThat(settings.effectiveTail()).isEqualTo(Duration.ofSeconds(32));
    assertThat(settings.total()).isEqualTo(Duration.ofSeconds(35 + 10 + 60 + 32));
    Settings held = load("hold", "10s", "rearm", "fixed 30s", "ramp", "5s");
    assertThat(held.effectiveRamp()).isEqualTo(Duration.ofSeconds(5));
    assertThat(held.effectiveTail()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void aBarePollCannotAskNotToBeHeld() {
    assertThat(refused("dialect", "article", "hold", "0s"))
        .hasMessageContaining(
            "more than 0s is needed with dialect=article, whose bare poll cannot ask not to be"
                + " held, but it is 0s: set a hold limit, or dialect=native");
  }

  @Test
  void whatASimulationSetsIsAboveAProfileAndBelowTheCommandLine() {
    SettingsLoader loader =
        new SettingsLoader(directory, SCHEDULES)
            .ofSimulation(Map.of("hold", "0s", "rearm", "fixed 5s"));

    Settings own = loader.load(Map.of("longpoll.profile", "smoke"));
    assertThat(own.hold()).isZero();
    assertThat(own.rearm()).hasToString("fixed 5s");
    assertThat(own.users()).isEqualTo(load("profile", "smoke").users());
    Settings given = loader.load(Map.of("longpoll.rearm", "fixed 30s"));
    assertThat(given.rearm()).hasToString("fixed 30s");
    assertThat(given.resolved()).containsEntry("hold", "0s");
  }

  private Settings load(String... keysAndValues) {
    Map<String, String> properties = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      properties.put(SettingsLoader.PREFIX + keysAndValues[i], keysAndValues[i + 1]);
    }
    return new SettingsLoader(directory, SCHEDULES).load(properties);
  }

  private SettingsException refused(String... keysAndValues) {
    SettingsException refused =
        catchThrowableOfType(SettingsException.class, () -> load(keysAndValues));
    assertThat(refused).as("the settings should have been refused").isNotNull();
    return refused;
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }
}
