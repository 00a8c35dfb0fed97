package longpoll.preflight;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import longpoll.preflight.Finding.Severity;
import longpoll.settings.Rearm;
import longpoll.settings.Settings;
import longpoll.settings.Units;
import longpoll.text.Numbers;

/**
 * Compares what a run needs with what this machine has. Each refusal says how much is missing and
 * what to do about it. The number of users that it proposes fits all limits at once. A pure
 * function of the settings and the facts.
 */
public final class Preflight {
  /** The listen backlog that the bundled server asks for, in connections. */
  private static final int SERVER_BACKLOG = 4_096;

  /** How long the server may not accept without a full backlog. */
  private static final Duration ACCEPT_PAUSE = Duration.ofMillis(200);

  private final Settings settings;
  private final HostFacts facts;
  private final int users;
  private final List<Finding> findings = new ArrayList<>();

  private Preflight(Settings settings, HostFacts facts) {
    this.settings = settings;
    this.facts = facts;
    this.users = ResourceNeed.usersOfInjector(settings);
  }

  /**
   * The ports that an injector's source addresses need, also those of injectors that share them.
   */
  public static long portsNeeded(Settings settings) {
    return ResourceNeed.ports(settings).of(ResourceNeed.usersOfInjector(settings));
  }

  public static PreflightReport check(Settings settings, HostFacts facts) {
    Preflight preflight = new Preflight(settings, facts);
    preflight.sourceAddresses();
    preflight.files();
    preflight.ports();
    preflight.heap();
    preflight.memory();
    preflight.backlog();
    preflight.cores();
    preflight.processes();
    preflight.busyPolls();
    preflight.findings.sort((a, b) -> a.severity().compareTo(b.severity()));
    return new PreflightReport(preflight.findings);
  }

  private void sourceAddresses() {
    for (String address : facts.unusableLocalAddresses()) {
      refuse(
          "connections.local-addresses names "
              + address
              + ", which is no address of this machine: take it out, or add it to an interface");
    }
  }

  private void files() {
    if (facts.openFilesLimit().isEmpty()) {
      unknown(
          "the limit on open files of this process, of which "
              + Numbers.count(ResourceNeed.injectorFiles(settings).of(users))
              + " are needed");
      return;
    }
    long limit = facts.openFilesLimit().getAsLong();
    tooFewFiles("in this process", ResourceNeed.injectorFiles(settings).of(users), limit);
    if (settings.bundled()) {
      // A child process inherits the limit of the one that starts it.
      int injectors = ResourceNeed.injectorsOfServer(settings);
      int probes = ResourceNeed.probesOf(injectors, settings);
      String shared = injectors > 1 ? ", shared by " + injectors + " injectors" : "";
      String with = probes > 0 ? " (with " + probes + " probes)" : "";
      tooFewFiles(
          "in the bundled server" + shared + with,
          ResourceNeed.serverFiles(settings).of(users),
          limit);
    } else if (facts.targetOnThisHost()) {
      unknown("the limit on open files of the target's own process");
    }
  }

  private void tooFewFiles(String where, long need, long limit) {
    if (need <= limit) {
      return;
    }
    String raise = "raise it with 'ulimit -n " + need + "'";
    if (facts.openFilesHardLimit().isPresent() && facts.openFilesHardLimit().getAsLong() < need) {
      raise =
          "the hard limit is "
              + Numbers.count(facts.openFilesHardLimit().getAsLong())
              + ", so an administrator or the container must raise it to "
              + Numbers.count(need);
    }
    refuse(
        usersInWords()
            + " need "
            + Numbers.count(need)
            + " file descriptors "
            + where
            + ", the limit is "
            + Numbers.count(limit)
            + ": "
            + Numbers.count(need - limit)
            + " too few; "
            + raise
            + orMoreInjectors(limit)
            + orFewerUsers());
  }

  /** Of several processes each has a limit of its own; a user's own target does not. */
  private String orMoreInjectors(long limit) {
    long room = ResourceNeed.injectorFiles(settings).usersWithin(limit);
    long all = settings.users() + (settings.bundled() ? settings.allProbes() : 0L);
    long enough = room < 1 ? Long.MAX_VALUE : (all + room - 1) / room;
    if (!settings.shard().coversAll() && settings.injectors() == 1
        || enough > Settings.MOST_INJECTORS) {
      return "";
    }
    // With fewer servers than injectors, one server would have the users of two of them.
    long spread = Math.max(enough, settings.injectors());
    return ", or spread the users with -Dlongpoll.injectors="
        + spread
        + (settings.bundled() ? " -Dlongpoll.servers=" + spread : "");
  }

  /** For messages: those of one injector, since limits are those of a process. */
  private String usersInWords() {
    return Numbers.count(users)
        + " users"
        + (settings.injectors() > 1 ? " in each of " + settings.injectors() + " injectors" : "");
  }

  private void ports() {
    if (facts.ports().isEmpty()) {
      unknown("the range of local ports, of which each user needs one");
      return;
    }
    HostFacts.PortRange range = facts.ports().get();
    int sources = Math.max(1, settings.sourceAddresses().size());
    long have = facts.localPorts(settings).orElseThrow();
    long need = ResourceNeed.ports(settings).of(users);
    int probes = ResourceNeed.probesOf(ResourceNeed.injectorsOfAddress(settings), settings);
    if (need > have) {
      long sourcesNeeded = (need + range.size() - 1) / Math.max(1, range.size());
      refuse(
          usersInWords()
              + (probes > 0 ? " and " + probes + " probes" : "")
              + " need "
              + Numbers.count(need)
              + " local ports to one target, "
              + sources
              + (sources == 1 ? " source address has " : " source addresses have ")
              + Numbers.count(have)
              + " (ports "
              + range.first()
              + " to "
              + range.last()
              + ", those still closing not counted): "
              + Numbers.count(need - have)
              + " too few; name "
              + sourcesNeeded
              + " source addresses with -Dlongpoll.connections.local-addresses, widen"
              + " net.ipv4.ip_local_port_range"
              + orFewerUsers());
    }
  }

  private void heap() {
    long need = ResourceNeed.heap().of(users);
    if (need > facts.heapMaxBytes()) {
      refuse(
          usersInWords()
              + " need about "
              + megabytes(need)
              + " of heap in this process, the limit is "
              + megabytes(facts.heapMaxBytes())
              + ": "
              + megabytes(need - facts.heapMaxBytes())
              + " too few; raise -Xmx"
              + orFewerUsers());
    }
  }

  private void memory() {
    long need = ResourceNeed.memory(settings).of(users);
    if (facts.memoryAvailableBytes().isEmpty()) {
      unknown("the available memory, of which about " + megabytes(need) + " are needed");
      return;
    }
    long available = facts.memoryAvailableBytes().getAsLong();
    if (need > available) {
      refuse(
          usersInWords()
              + " need about "
              + megabytes(need)
              + " of memory"
              + (settings.bundled()
                  ? settings.servers() == 1
                      ? ", the bundled server's included"
                      : ", that of " + settings.servers() + " bundled servers included"
                  : "")
              + ", available are "
              + megabytes(available)
              + ": "
              + megabytes(need - available)
              + " too few; stop other programs, or use a larger machine"
              + orFewerUsers());
    }
  }

  private void backlog() {
    if (!settings.bundled()) {
      return;
    }
    if (facts.somaxconn().isEmpty()) {
      unknown("the longest listen backlog of this system (net.core.somaxconn)");
      return;
    }
    int backlog = Math.min(SERVER_BACKLOG, facts.somaxconn().getAsInt());
    // The connections that arrive while the server does not accept: all, if the ramp is shorter.
    Duration ramp = settings.effectiveRamp();
    long arriving =
        (long) settings.http().connections(users) * ResourceNeed.injectorsOfServer(settings);
    long burst =
        ramp.compareTo(ACCEPT_PAUSE) <= 0
            ? arriving
            : (long) Math.ceil((double) arriving * ACCEPT_PAUSE.toMillis() / ramp.toMillis());
    if (burst > backlog) {
      long rampMillis = (arriving * ACCEPT_PAUSE.toMillis() + backlog - 1) / backlog;
      warn(
          "a ramp of "
              + Units.format(ramp)
              + " opens up to "
              + Numbers.count(burst)
              + " connections within "
              + ACCEPT_PAUSE.toMillis()
              + " ms, the listen backlog is "
              + Numbers.count(backlog)
              + " (the bundled server asks for "
              + Numbers.count(SERVER_BACKLOG)
              + ", net.core.somaxconn is "
              + Numbers.count(facts.somaxconn().getAsInt())
              + "): some may connect a second late; set -Dlongpoll.ramp="
              + (rampMillis + 999) / 1_000
              + "s or longer");
    }
  }

  private void cores() {
    int wanted = facts.targetOnThisHost() ? 2 : 1;
    if (facts.cores() < wanted) {
      warn(
          "injector and server share "
              + facts.cores()
              + " core: at least 2 are needed for figures that are the server's and not the"
              + " injector's");
    }
  }

  /** Each of them works by itself, and none waits for a core when an event comes to all. */
  private void processes() {
    int injectors = settings.injectors();
    if (injectors > 1 && injectors > facts.cores()) {
      warn(
          injectors
              + " injectors share "
              + facts.cores()
              + " cores: they hold more polls than fewer would, but answer no faster");
    }
  }

  /** Without a hold and without a re-arm delay, users poll as fast as they are answered. */
  private void busyPolls() {
    Rearm rearm = settings.rearm();
    boolean atOnce =
        rearm instanceof Rearm.Immediate
            || rearm instanceof Rearm.Article
            || rearm instanceof Rearm.Fixed fixed && fixed.delay().isZero();
    if (settings.hold().isZero() && atOnce) {
      warn(
          "hold=0s with rearm="
              + rearm
              + ": "
              + Numbers.count(users)
              + " users poll as fast as they are answered, which keeps all cores busy; set a re-arm"
              + " delay, like \"-Dlongpoll.rearm=fixed 1s\"");
    }
  }

  /** The most users, of those asked for, that fit all limits. */
  private long usersThatFit() {
    long fit = Math.min(users, ResourceNeed.heap().usersWithin(facts.heapMaxBytes()));
    if (facts.openFilesLimit().isPresent()) {
      long limit = facts.openFilesLimit().getAsLong();
      fit = Math.min(fit, ResourceNeed.injectorFiles(settings).usersWithin(limit));
      if (settings.bundled()) {
        fit = Math.min(fit, ResourceNeed.serverFiles(settings).usersWithin(limit));
      }
    }
    if (facts.ports().isPresent()) {
      long ports = facts.localPorts(settings).orElseThrow();
      fit = Math.min(fit, ResourceNeed.ports(settings).usersWithin(ports));
    }
    if (facts.memoryAvailableBytes().isPresent()) {
      long available = facts.memoryAvailableBytes().getAsLong();
      fit = Math.min(fit, ResourceNeed.memory(settings).usersWithin(available));
    }
    return fit;
  }

  private String orFewerUsers() {
    long fit = usersThatFit();
    return fit >= 1
        ? ", or run with -Dlongpoll.users="
            + fit * Math.max(settings.injectors(), settings.shard().shards())
        : "";
  }

  private void refuse(String text) {
    findings.add(new Finding(Severity.REFUSAL, text));
  }

  private void warn(String text) {
    findings.add(new Finding(Severity.WARNING, text));
  }

  private void unknown(String what) {
    findings.add(new Finding(Severity.UNKNOWN, what));
  }

  private static String megabytes(long bytes) {
    return Numbers.count((bytes + 999_999) / 1_000_000) + " MB";
  }
}
