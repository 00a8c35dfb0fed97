package longpoll.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import longpoll.preflight.Finding.Severity;
import longpoll.settings.Settings;
import longpoll.settings.SettingsLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreflightTest {
  private static final long GIGABYTE = 1_000_000_000;
  private static final HostFacts ROOMY =
      new HostFacts(
          8,
          64 * GIGABYTE,
          OptionalLong.of(128 * GIGABYTE),
          OptionalLong.of(10_000_000),
          OptionalLong.of(10_000_000),
          Optional.of(new HostFacts.PortRange(1_024, 65_535, 0)),
          OptionalInt.of(4_096),
          List.of(),
          true);

  @Test
  void theDefaultLoadOnARoomyMachineGivesNothingToSay() {
    PreflightReport report = check(ROOMY);

    assertThat(report.findings()).isEmpty();
    assertThat(report.refused()).isFalse();
    assertThat(report.text()).isEmpty();
  }

  @Test
  void tooFewFileDescriptorsAreRefusedWithTheExactShortfall() {
    PreflightReport report =
        check(files(20_000, 100_000), "users", "25000", "target", "http://host/poll");

    assertThat(report.of(Severity.REFUSAL))
        .containsExactly(
            "25,000 users need 25,200 file descriptors in this process, the limit is 20,000:"
                + " 5,200 too few; raise it with 'ulimit -n 25200', or spread the users with"
                + " -Dlongpoll.injectors=2, or run with -Dlongpoll.users=19800");
  }

  @Test
  void theBundledServersDescriptorsAreCountedInItsOwnProcessProbesIncluded() {
    PreflightReport report = check(files(20_000, 100_000), "users", "19700", "probes", "300");

    assertThat(report.of(Severity.REFUSAL))
        .containsExactly(
            "19,700 users need 20,200 file descriptors in the bundled server (with 300 probes),"
                + " the limit is 20,000: 200 too few; raise it with 'ulimit -n 20200', or spread"
                + " the users with -Dlongpoll.injectors=2 -Dlongpoll.servers=2, or run with"
                + " -Dlongpoll.users=19500");
  }

  @Test
  void aHardLimitThatIsTooLowIsNotToBeRaisedWithUlimit() {
    PreflightReport report =
        check(files(20_000, 20_000), "users", "25000", "target", "http://host/poll");

    assertThat(report.text())
        .contains(
            "the hard limit is 20,000, so an administrator or the container must raise it to"
                + " 25,200")
        .doesNotContain("ulimit");
  }

  @Test
  void whatTheRefusalSuggestsFitsAndOneUserMoreDoesNot() {
    HostFacts tight = files(20_000, 20_000);

    assertThat(check(tight, "users", "19600").refused()).isFalse();
    assertThat(check(tight, "users", "19601").refused()).isTrue();
    assertThat(check(tight, "users", "25000").text()).contains("-Dlongpoll.users=19600");
  }

  @Test
  void usersWhoShareConnectionsNeedFewerDescriptors() {
    HostFacts tight = files(210, 210);
    String[] shared = {"protocol", "h2", "target", "https://host/poll", "probes", "0"};

    assertThat(check(tight, with(shared, "1000")).refused()).isFalse();
    assertThat(check(tight, with(shared, "1001")).text())
        .contains("1,001 users need 211 file descriptors", "run with -Dlongpoll.users=1000");
  }

  private static String[] with(String[] settings, String users) {
    return Stream.concat(Stream.of("users", users), Stream.of(settings)).toArray(String[]::new);
  }

  @Test
  void severalInjectorsHaveALimitEachAndWhatIsSuggestedFits() {
    HostFacts facts = files(20_000, 20_000);

    assertThat(check(facts, "users", "100000").text())
        .contains("spread the users with -Dlongpoll.injectors=6 -Dlongpoll.servers=6");
    assertThat(check(facts, "users", "100000", "injectors", "6", "servers", "6").refused())
        .isFalse();
    assertThat(
            check(facts, "users", "100000", "injectors", "6", "servers", "5").of(Severity.REFUSAL))
        .containsExactly(
            "16,667 users in each of 6 injectors need 33,602 file descriptors in the bundled server,"
                + " shared by 2 injectors (with 68 probes), the limit is 20,000: 13,602 too few;"
                + " the hard limit is 20,000, so an administrator or the container must raise it to"
                + " 33,602, or spread the users with -Dlongpoll.injectors=6 -Dlongpoll.servers=6, or"
                + " run with -Dlongpoll.users=59196");
  }

  @Test
  void withMoreInjectorsThanNeededWhatIsSuggestedFitsToo() {
    HostFacts facts = files(20_000, 20_000);

    assertThat(check(facts, "users", "30000", "injectors", "3").text())
        .contains("spread the users with -Dlongpoll.injectors=3 -Dlongpoll.servers=3");
    assertThat(check(facts, "users", "30000", "injectors", "3", "servers", "3").refused())
        .isFalse();
  }

  @Test
  void usersOfAllInjectorsOfAServerConnectToItWithinTheRamp() {
    assertThat(check(ROOMY, "users", "30000", "injectors", "3", "ramp", "1s").text())
        .contains("a ramp of 1s opens up to 6,000 connections within 200 ms", "ramp=2s or longer");
    assertThat(
            check(ROOMY, "users", "30000", "injectors", "3", "servers", "3", "ramp", "1s")
                .findings())
        .isEmpty();
  }

  @Test
  void memoryIsThatOfAllInjectorsAndServers() {
    HostFacts facts = memory(OptionalLong.of(2 * GIGABYTE));

    assertThat(
            check(facts, "users", "60000", "injectors", "4", "servers", "4").of(Severity.REFUSAL))
        .containsExactly(
            "15,000 users in each of 4 injectors need about 3,620 MB of memory, that of 4 bundled"
                + " servers included, available are 2,000 MB: 1,620 MB too few; stop other programs,"
                + " or use a larger machine");
  }

  @Test
  void injectorsThatAllPollFromOneAddressNeedItsPortsTogether() {
    HostFacts facts = ports(new HostFacts.PortRange(32_768, 60_999, 0));

    assertThat(check(facts, "users", "60000", "injectors", "4", "servers", "4").refused())
        .isFalse();
    assertThat(check(facts, "users", "60000", "injectors", "4", "target", "http://10.0.0.1").text())
        .contains("15,000 users in each of 4 injectors and 200 probes need 60,200 local ports");
  }

  @Test
  void injectorsThatShareAnAddressButNoServerShareNoPorts() {
    HostFacts facts = ports(new HostFacts.PortRange(32_768, 60_999, 0));

    assertThat(fourInjectorsOnOneAddress(facts, "4").refused()).isFalse();
    assertThat(fourInjectorsOnOneAddress(facts, "2").text())
        .contains("15,000 users in each of 4 injectors and 100 probes need 30,100 local ports");
  }

  @Test
  void tooFewPortsAreRefusedWithTheExactShortfallAndTheSourcesThatWouldDo() {
    HostFacts facts = ports(new HostFacts.PortRange(32_768, 60_999, 0));

    assertThat(check(facts, "users", "30000", "probes", "200").of(Severity.REFUSAL))
        .containsExactly(
            "30,000 users and 200 probes need 30,200 local ports to one target, 1 source address"
                + " has 28,232 (ports 32768 to 60999, those still closing not counted): 1,968 too"
                + " few; name 2 source addresses with -Dlongpoll.connections.local-addresses,"
                + " widen net.ipv4.ip_local_port_range, or run with -Dlongpoll.users=28032");
    assertThat(
            check(facts, "users", "30000", "connections.local-addresses", "127.0.0.2,127.0.0.3")
                .refused())
        .isFalse();
  }

  @Test
  void reservedPortsAreNotCounted() {
    HostFacts facts = ports(new HostFacts.PortRange(10_000, 10_999, 100));

    assertThat(check(facts, "users", "900", "probes", "0").refused()).isFalse();
    assertThat(check(facts, "users", "901", "probes", "0").refused()).isTrue();
  }

  @Test
  void tooLittleHeapIsRefused() {
    HostFacts facts =
        new HostFacts(
            8,
            156_000_000,
            ROOMY.memoryAvailableBytes(),
            ROOMY.openFilesLimit(),
            ROOMY.openFilesHardLimit(),
            ROOMY.ports(),
            ROOMY.somaxconn(),
            List.of(),
            true);

    assertThat(check(facts, "users", "9600").refused()).isFalse();
    assertThat(check(facts, "users", "12000").of(Severity.REFUSAL))
        .containsExactly(
            "12,000 users need about 180 MB of heap in this process, the limit is 156 MB: 24 MB too"
                + " few; raise -Xmx, or run with -Dlongpoll.users=9600");
  }

  @Test
  void tooLittleMemoryIsRefusedTheBundledServersIncluded() {
    HostFacts facts = memory(OptionalLong.of(GIGABYTE));

    assertThat(check(facts, "users", "25000").of(Severity.REFUSAL))
        .containsExactly(
            "25,000 users need about 1,175 MB of memory, the bundled server's included, available"
                + " are 1,000 MB: 175 MB too few; stop other programs, or use a larger machine, or"
                + " run with -Dlongpoll.users=18518");
    assertThat(check(facts, "users", "25000", "target", "http://host/poll").refused()).isFalse();
  }

  @Test
  void noNumberOfUsersIsSuggestedWhereNoneFits() {
    assertThat(check(memory(OptionalLong.of(1_000_000))).text())
        .contains("cannot run: ")
        .doesNotContain("-Dlongpoll.users");
  }

  @Test
  void aRampFasterThanTheBacklogIsAWarningWithTheRampThatWouldDo() {
    assertThat(check(ROOMY, "users", "15000", "ramp", "0s").of(Severity.WARNING))
        .containsExactly(
            "a ramp of 0s opens up to 15,000 connections within 200 ms, the listen backlog is"
                + " 4,096 (the bundled server asks for 4,096, net.core.somaxconn is 4,096): some"
                + " may connect a second late; set -Dlongpoll.ramp=1s or longer");
    assertThat(check(ROOMY, "users", "15000", "ramp", "1s").findings()).isEmpty();
    assertThat(
            check(ROOMY, "users", "15000", "ramp", "0s", "target", "http://h/")
                .of(Severity.WARNING))
        .isEmpty();
    assertThat(
            check(ROOMY, "users", "15000", "ramp", "0s", "hold", "0s", "rearm", "fixed 5s")
                .findings())
        .as("first polls that are spread over the re-arm delay")
        .isEmpty();
  }

  @Test
  void oneCoreForInjectorAndServerIsAWarning() {
    HostFacts shared = cores(1, true);

    assertThat(check(shared).of(Severity.WARNING)).singleElement().asString().contains("1 core");
    assertThat(check(cores(1, false), "target", "http://host/poll").findings()).isEmpty();
  }

  @Test
  void aSourceAddressOfAnotherMachineIsRefused() {
    HostFacts facts =
        new HostFacts(
            8,
            ROOMY.heapMaxBytes(),
            ROOMY.memoryAvailableBytes(),
            ROOMY.openFilesLimit(),
            ROOMY.openFilesHardLimit(),
            ROOMY.ports(),
            ROOMY.somaxconn(),
            List.of("192.0.2.1"),
            true);

    assertThat(check(facts, "connections.local-addresses", "192.0.2.1").of(Severity.REFUSAL))
        .singleElement()
        .asString()
        .startsWith("connections.local-addresses names 192.0.2.1, which is no address of this");
  }

  @Test
  void unknownFactsAreSaidToBeUnknownAndRefuseNothing() {
    HostFacts unknown =
        new HostFacts(
            8,
            ROOMY.heapMaxBytes(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            List.of(),
            true);

    PreflightReport report = check(unknown, "users", "100000");

    assertThat(report.refused()).isFalse();
    assertThat(report.of(Severity.UNKNOWN)).hasSize(4);
    assertThat(report.text().lines()).allMatch(line -> line.startsWith("not checked: "));
  }

  @Test
  void refusalsComeFirst() {
    PreflightReport report =
        check(files(1_000, 1_000), "users", "9000", "ramp", "0s", "target", "");

    assertThat(report.findings())
        .extracting(Finding::severity)
        .containsExactly(Severity.REFUSAL, Severity.REFUSAL, Severity.WARNING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"immediate", "article", "fixed 0s"})
  void pollsThatAreNeitherHeldNorDelayedAreWarnedOf(String rearm) {
    PreflightReport report = check(ROOMY, "hold", "0s", "rearm", rearm, "users", "300");

    assertThat(report.refused()).isFalse();
    assertThat(report.of(Severity.WARNING))
        .containsExactly(
            "hold=0s with rearm="
                + rearm
                + ": 300 users poll as fast as they are answered, which keeps all cores busy; set a"
                + " re-arm delay, like \"-Dlongpoll.rearm=fixed 1s\"");
  }

  @Test
  void pollsThatAreHeldOrDelayedAreNotWarnedOf() {
    assertThat(check(ROOMY, "hold", "0s", "rearm", "fixed 1s").findings()).isEmpty();
    assertThat(check(ROOMY, "hold", "0s", "rearm", "uniform 0s..1s").findings()).isEmpty();
    assertThat(check(ROOMY, "hold", "10ms", "rearm", "immediate").findings()).isEmpty();
  }

  private static PreflightReport fourInjectorsOnOneAddress(HostFacts facts, String servers) {
    return check(
        facts,
        "connections.local-addresses",
        "127.0.0.2",
        "injectors",
        "4",
        "servers",
        servers,
        "users",
        "60000");
  }

  private static PreflightReport check(HostFacts facts, String... keysAndValues) {
    Map<String, String> properties = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      properties.put(SettingsLoader.PREFIX + keysAndValues[i], keysAndValues[i + 1]);
    }
    Settings settings = new SettingsLoader(Path.of("")).load(properties);
    return Preflight.check(settings, facts);
  }

  private static HostFacts files(long soft, long hard) {
    return new HostFacts(
        8,
        ROOMY.heapMaxBytes(),
        ROOMY.memoryAvailableBytes(),
        OptionalLong.of(soft),
        OptionalLong.of(hard),
        ROOMY.ports(),
        ROOMY.somaxconn(),
        List.of(),
        false);
  }

  private static HostFacts ports(HostFacts.PortRange range) {
    return new HostFacts(
        8,
        ROOMY.heapMaxBytes(),
        ROOMY.memoryAvailableBytes(),
        ROOMY.openFilesLimit(),
        ROOMY.openFilesHardLimit(),
        Optional.of(range),
        ROOMY.somaxconn(),
        List.of(),
        true);
  }

  private static HostFacts memory(OptionalLong available) {
    return new HostFacts(
        8,
        ROOMY.heapMaxBytes(),
        available,
        ROOMY.openFilesLimit(),
        ROOMY.openFilesHardLimit(),
        ROOMY.ports(),
        ROOMY.somaxconn(),
        List.of(),
        true);
  }

  private static HostFacts cores(int cores, boolean targetOnThisHost) {
    return new HostFacts(
        cores,
        ROOMY.heapMaxBytes(),
        ROOMY.memoryAvailableBytes(),
        ROOMY.openFilesLimit(),
        ROOMY.openFilesHardLimit(),
        ROOMY.ports(),
        ROOMY.somaxconn(),
        List.of(),
        targetOnThisHost);
  }
}
