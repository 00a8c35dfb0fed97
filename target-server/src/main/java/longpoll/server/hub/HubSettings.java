package longpoll.server.hub;

import longpoll.server.options.ServerOptions;

/** The part of the settings that the hub uses; times in ns. */
public record HubSettings(
    long holdNanos,
    long maxHoldNanos,
    boolean jitter,
    int keepEvents,
    long keepBytes,
    int maxHeld) {

  public static HubSettings of(ServerOptions options) {
    return new HubSettings(
        options.hold().toNanos(),
        options.maxHold().toNanos(),
        options.jitter(),
        options.keepEvents(),
        options.keepBytes(),
        options.maxHeld());
  }
}
