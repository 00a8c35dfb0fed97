package longpoll.probe;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import longpoll.client.PollPolicy;
import longpoll.dialect.DialectSpec;
import longpoll.dialect.Dialects;
import longpoll.dialect.PolledEvent;
import longpoll.dialect.Position;
import longpoll.settings.Rearm;
import longpoll.settings.Settings;

/**
 * What probes are to do, as the line {@code settings} carries it.
 *
 * @param poll the target
 * @param count how many probes
 * @param channels probe i waits on channel i mod n; empty where polls cannot name one
 * @param epoch the server's epoch where it is known, else null
 * @param offsetMicros server clock minus ours, or null where no lag can be told
 */
record ProbeSettings(
    URI poll,
    int count,
    DialectSpec dialect,
    List<String> channels,
    String epoch,
    Long offsetMicros,
    long holdNanos,
    long requestTimeoutNanos,
    String rearm,
    long backoffInitialNanos,
    long backoffMaxNanos,
    List<String> localAddresses,
    Settings.Tls tls,
    Settings.Body body) {

  ProbeSettings {
    if (count < 1) {
      throw new IllegalArgumentException("at least 1 probe is expected, but it is " + count);
    }
    channels = List.copyOf(channels);
    localAddresses = List.copyOf(localAddresses);
  }

  static ProbeSettings of(
      Settings settings, URI poll, List<String> channels, Position start, Long offsetMicros) {
    return new ProbeSettings(
        poll,
        settings.probeCount(),
        settings.dialect().spec(),
        channels,
        start.epoch(),
        offsetMicros,
        settings.hold().toNanos(),
        settings.requestTimeout().toNanos(),
        settings.rearm().toString(),
        settings.backoff().initial().toNanos(),
        settings.backoff().max().toNanos(),
        settings.localAddresses(),
        settings.tls(),
        settings.body());
  }

  /** One probe of the same kind that polls a stub, as fast as it can. */
  ProbeSettings rehearsal(URI stub) {
    return new ProbeSettings(
        stub,
        1,
        dialect,
        List.of(PolledEvent.DEFAULT_CHANNEL),
        null,
        0L,
        holdNanos,
        requestTimeoutNanos,
        new Rearm.Immediate().toString(),
        backoffInitialNanos,
        backoffMaxNanos,
        List.of(),
        tls,
        body);
  }

  String channelOf(int probe) {
    return channels.isEmpty() ? "" : channels.get(probe % channels.size());
  }

  Position start() {
    return new Position(null, epoch);
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
