package longpoll.preflight;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import longpoll.preflight.Finding.Severity;
import longpoll.settings.Rearm;
import longpoll.settings.Settings;
import longpoll.settings.Units;

/**
 * Compares the polls that are asked for with what the machine can hold. Each refusal says how much
 * is missing and what to do about it; the number of users that it names fits all limits at once.
 * Pure: facts in, findings out.
 */
public final class Preflight {
  /** The listen backlog that the bundled server asks for. */
  private static final int SERVER_BACKLOG = 4_096;

  /** A pause of the server that its backlog should outlast. */
  private static final Duration ACCEPT_PAUSE = Duration.ofMillis(200);

  private final Settings settings;
  private final HostFacts facts;
  private final int users;
  private final List<Finding> findings = new ArrayList<>();

  private Preflight(Settings settings, HostFacts facts) {
    this.settings = settings;
    this.facts = facts;
    this.users = settings.users();
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
      unknown("the limit on open files of this process; " + users + " users need as many");
      return;
    }
    long limit = facts.openFilesLimit().getAsLong();
    tooFewFiles("in this process", Needs.injectorFiles(users), limit);
    if (settings.bundled()) {
      // A child process inherits the limit of the one that starts it.
      String with = settings.probeCount() > 0 ? " (with " + settings.probeCount() + " probes)" : "";
      tooFewFiles("in the bundled server" + with, Needs.serverFiles(users, settings), limit);
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
              + number(facts.openFilesHardLimit().getAsLong())
              + ", so an administrator or the container must raise it to "
              + number(need);
    }
    refuse(
        number(users)
            + " users need "
            + number(need)
            + " file descriptors "
            + where
            + ", the limit is "
            + number(limit)
            + ": "
            + number(need - limit)
            + " too few; "
            + raise
            + orFewerUsers());
  }

  private void ports() {
    if (facts.ports().isEmpty()) {
      unknown("the range of local ports; each user needs one to the target");
      return;
    }
    HostFacts.PortRange range = facts.ports().get();
    int sources = sources();
    long have = (long) range.size() * sources;
    long need = Needs.ports(users, settings);
    if (need > have) {
      long sourcesNeeded = (need + range.size() - 1) / Math.max(1, range.size());
      refuse(
          number(users)
              + " users"
              + (settings.probeCount() > 0 ? " and " + settings.probeCount() + " probes" : "")
              + " need "
              + number(need)
              + " local ports to one target, "
              + sources
              + (sources == 1 ? " source address has " : " source addresses have ")
              + number(have)
              + " (ports "
              + range.first()
              + " to "
              + range.last()
              + ", those still closing not counted): "
              + number(need - have)
              + " too few; name "
              + sourcesNeeded
              + " source addresses with -Dlongpoll.connections.local-addresses, widen"
              + " net.ipv4.ip_local_port_range"
              + orFewerUsers());
    }
  }

  private void heap() {
    long need = Needs.heap(users);
    if (need > facts.heapMaxBytes()) {
      refuse(
          number(users)
              + " users need about "
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
    if (facts.memoryAvailableBytes().isEmpty()) {
      unknown(
          "the memory available; about " + megabytes(Needs.memory(users, settings)) + " needed");
      return;
    }
    long available = facts.memoryAvailableBytes().getAsLong();
    long need = Needs.memory(users, settings);
    if (need > available) {
      refuse(
          number(users)
              + " users need about "
              + megabytes(need)
              + " of memory"
              + (settings.bundled() ? ", the bundled server's included" : "")
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
    // What arrives while the server is not accepting; with a shorter ramp, everybody.
    Duration ramp = settings.ramp();
    long burst =
        ramp.compareTo(ACCEPT_PAUSE) <= 0
            ? users
            : (long) Math.ceil((double) users * ACCEPT_PAUSE.toMillis() / ramp.toMillis());
    if (burst > backlog) {
      long rampMillis = ((long) users * ACCEPT_PAUSE.toMillis() + backlog - 1) / backlog;
      warn(
          "a ramp of "
              + Units.format(ramp)
              + " opens up to "
              + number(burst)
              + " connections within "
              + ACCEPT_PAUSE.toMillis()
              + " ms, the listen backlog is "
              + number(backlog)
              + " (the bundled server asks for "
              + number(SERVER_BACKLOG)
              + ", net.core.somaxconn is "
              + number(facts.somaxconn().getAsInt())
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

  /** Polls that are answered at once, and sent again at once. */
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
              + number(users)
              + " users poll as fast as they are answered, which keeps all cores busy; set a re-arm"
              + " delay, like \"-Dlongpoll.rearm=fixed 1s\"");
    }
  }

  private int sources() {
    return Math.max(1, settings.localAddresses().size());
  }

  /** The most users that all limits leave room for. */
  private long usersThatFit() {
    long fit = users;
    if (facts.openFilesLimit().isPresent()) {
      long limit = facts.openFilesLimit().getAsLong();
      fit = Math.min(fit, limit - Needs.injectorFiles(0));
      if (settings.bundled()) {
        fit = Math.min(fit, limit - Needs.serverFiles(0, settings));
      }
    }
    if (facts.ports().isPresent()) {
      long have = (long) facts.ports().get().size() * sources();
      fit = Math.min(fit, have - Needs.ports(0, settings));
    }
    fit = Math.min(fit, (facts.heapMaxBytes() - Needs.heap(0)) / Needs.HEAP_PER_USER);
    if (facts.memoryAvailableBytes().isPresent()) {
      long left = facts.memoryAvailableBytes().getAsLong() - Needs.memory(0, settings);
      long perUser = Needs.memory(1, settings) - Needs.memory(0, settings);
      fit = Math.min(fit, left / perUser);
    }
    return fit;
  }

  private String orFewerUsers() {
    long fit = usersThatFit();
    return fit >= 1 ? ", or run with -Dlongpoll.users=" + fit : "";
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

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String megabytes(long bytes) {
    return number((bytes + 999_999) / 1_000_000) + " MB";
  }
}
