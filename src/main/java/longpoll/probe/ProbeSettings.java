package longpoll.probe;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import longpoll.client.PollPolicy;
import longpoll.dialect.Client;
import longpoll.dialect.DialectSpec;
import longpoll.dialect.Dialects;
import longpoll.dialect.PolledEvent;
import longpoll.dialect.RehearsedAnswers;
import longpoll.settings.Rearm;
import longpoll.settings.Settings;
import longpoll.transport.stub.LoopbackStub;

/**
 * What probes are to do, as the line {@code settings} carries it.
 *
 * @param poll the target
 * @param count how many probes
 * @param channels probe i waits on channel i mod n; empty where polls cannot name one
 * @param first the number of the first of these among the probes of the whole run
 * @param users of the whole run, after whom probes are numbered
 * @param run tells this run from others
 * @param epoch the server's epoch where it is known, else null
 * @param offsetMicros server clock minus ours, or null where no lag can be told
 */
record ProbeSettings(
    URI poll,
    int count,
    DialectSpec dialect,
    List<String> channels,
    int first,
    int users,
    String run,
    String epoch,
    Long offsetMicros,
    long holdNanos,
    long requestTimeoutNanos,
    String rearm,
    long backoffInitialNanos,
    long backoffMaxNanos,
    List<String> localAddresses,
    Settings.Tls tls,
    Settings.Http http,
    Settings.Body body) {

  ProbeSettings {
    if (count < 1) {
      throw new IllegalArgumentException("at least 1 probe is expected, but it is " + count);
    }
    channels = List.copyOf(channels);
    localAddresses = List.copyOf(localAddresses);
  }

  /**
   * @param tls whom to trust
   */
  static ProbeSettings of(
      Settings settings,
      Settings.Tls tls,
      Client clients,
      List<String> channels,
      Long offsetMicros) {
    return new ProbeSettings(
        clients.target(),
        settings.probeCount(),
        settings.dialect().spec(),
        channels,
        settings.shard().first(settings.allProbes()),
        settings.users(),
        clients.run(),
        clients.epoch(),
        offsetMicros,
        settings.hold().toNanos(),
        settings.requestTimeout().toNanos(),
        settings.rearm().toString(),
        settings.backoff().initial().toNanos(),
        settings.backoff().max().toNanos(),
        settings.sourceAddresses(),
        tls,
        settings.http(),
        settings.body());
  }

  /** One probe of the same kind that polls a stub, as fast as it can. */
  ProbeSettings rehearsal(URI stub) {
    return new ProbeSettings(
        stub,
        1,
        RehearsedAnswers.dialectFor(Dialects.of(dialect)).spec(),
        List.of(PolledEvent.DEFAULT_CHANNEL),
        0,
        0,
        "rehearsal",
        null,
        0L,
        holdNanos,
        requestTimeoutNanos,
        new Rearm.Immediate().toString(),
        backoffInitialNanos,
        backoffMaxNanos,
        List.of(),
        LoopbackStub.TRUST,
        http,
        body);
  }

  String channelOf(int probe) {
    return channels.isEmpty() ? "" : channels.get((first + probe) % channels.size());
  }

  /** Who a probe is, among all clients of the run. */
  Client client(int probe) {
    return Client.ofRun(poll, run, epoch).numbered((long) users + first + probe, channelOf(probe));
  }

  PollPolicy policy() {
    return new PollPolicy(
        Dialects.of(dialect),
        Duration.ofNanos(holdNanos),
        Duration.ofNanos(requestTimeoutNanos),
        Rearm.parse(rearm),
        new Settings.Backoff(
            Duration.ofNanos(backoffInitialNanos), Duration.ofNanos(backoffMaxNanos)));
  }
}
