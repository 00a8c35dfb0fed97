package longpoll.server.hub;

import java.util.List;

/**
 * A reading of the hub, taken at one moment.
 *
 * @param parked polls held now
 * @param peak most polls held at a time
 * @param parkedSeconds integral of the held polls over time
 * @param oldest id of the oldest event kept
 * @param next id the next event will get
 * @param timers polls in the hold timer
 * @param waitLists channels with a list of waiting polls
 * @param channels channels known
 */
public record HubState(
    int parked,
    int peak,
    double parkedSeconds,
    long oldest,
    long next,
    int timers,
    int waitLists,
    List<String> channels) {}
