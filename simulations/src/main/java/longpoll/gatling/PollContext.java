package longpoll.gatling;

import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import longpoll.client.PollCycle;
import longpoll.client.PollPolicy;
import longpoll.dialect.Client;
import longpoll.dialect.Position;
import longpoll.measure.RunLedger;
import longpoll.settings.Settings;
import longpoll.transport.PollTransport;

/**
 * What all polls of a run share: how they are made, when the run is over, and the ledger they are
 * written to. Thread-safe.
 *
 * @param endNanos when users leave, by the ledger's clock
 * @param channels the channels there are; user i waits on channel i mod n; empty where polls cannot
 *     name one
 * @param clients what they have in common
 * @param firstUser the number of the first user in the whole load
 */
record PollContext(
    RunLedger ledger,
    LongSupplier endNanos,
    PollTransport transport,
    PollPolicy policy,
    List<String> channels,
    Client clients,
    int firstUser,
    boolean rows,
    AtomicInteger nextUser,
    Queue<PollUser> users) {
  /** One for all users, on whatever thread they are. */
  private static final RandomGenerator RANDOM = () -> ThreadLocalRandom.current().nextLong();

  PollContext(
      RunLedger ledger,
      PollTransport transport,
      Settings settings,
      List<String> channels,
      Client clients) {
    this(
        ledger,
        () -> ledger.begin().endNanos(),
        transport,
        PollPolicy.of(settings),
        List.copyOf(channels),
        clients,
        settings.shard().first(settings.users()),
        settings.report().gatlingRows(),
        new AtomicInteger(),
        new ConcurrentLinkedQueue<>());
  }

  /** A new user, in the order of arrival. */
  PollUser newUser(EventLoop loop) {
    int index = firstUser + nextUser.getAndIncrement();
    String channel = channels.isEmpty() ? "" : channels.get(index % channels.size());
    Position start = policy.dialect().start(clients.numbered(index, channel));
    PollCycle cycle = new PollCycle(policy, channel, start, endNanos, RANDOM);
    PollUser user = new PollUser(this, loop, ledger.user(channel), cycle);
    users.add(user);
    return user;
  }

  /** Gives up every poll that is still held. May be called from any thread. */
  void cutAll() {
    users.forEach(PollUser::cut);
  }
}
