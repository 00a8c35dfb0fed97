package longpoll.server.outbound;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import longpoll.server.hub.Event;
import longpoll.server.outbound.EventTemplate.EventValues;
import longpoll.server.process.MicroClock;
import longpoll.server.publish.Publisher;
import longpoll.server.text.Json;

/**
 * Publishes events at the target: those of one channel in order, one at a time, so that their order
 * there is ours; channels side by side, as far as connections go. An event whose turn comes too
 * late is left out and counted, so that a slow target costs events and not memory.
 *
 * <p>{@code seq} counts 1, 2, 3 in each channel. An event that the target surely does not have (not
 * sent, left out, or refused with less than a 500) leaves its number to the next one; what may have
 * arrived keeps it.
 *
 * <p>Thread-safe. Events are handed in by one thread; answers are read on two of its own.
 */
public final class OutboundPublisher implements Publisher.Target, AutoCloseable {
  /** Most events that wait, over all channels. */
  private static final int MOST_WAITING = 100_000;

  private static final int THREADS = 2;

  /**
   * Limits of publishing.
   *
   * @param delayMicros how much later than planned events are published
   * @param answer how long a request may take
   * @param behindMicros events that are later than this are left out
   * @param connections most requests at a time
   */
  public record Limits(long delayMicros, Duration answer, long behindMicros, int connections) {}

  /** One channel. Confined to the lock. */
  private static final class Channel {
    private final String name;
    private final EventTemplate template;
    private final Deque<Event.Draft> waiting = new ArrayDeque<>();
    private long seq = 1;
    private boolean busy;

    Channel(String name, EventTemplate template) {
      this.name = name;
      this.template = template;
    }
  }

  private record Turn(Channel channel, Event.Draft draft, long seq) {}

  private final Limits limits;
  private final MicroClock clock;
  private final Expectation expect;
  private final Answers answers;
  private final OutboundCounts counts;
  private final ExecutorService executor =
      Executors.newFixedThreadPool(
          THREADS,
          task -> {
            Thread thread = new Thread(task, "longpoll-outbound");
            thread.setDaemon(true);
            return thread;
          });
  private final HttpSender sender;

  private final Object lock = new Object();
  private final Map<String, Channel> channels = new HashMap<>();

  /** Channels that have events and none under way, in the order in which they came to that. */
  private final Deque<Channel> ready = new ArrayDeque<>();

  private int waiting;
  private int underWay;
  private boolean closed;

  public OutboundPublisher(PublishInput input, Limits limits, MicroClock clock)
      throws PublishInput.BadInputException {
    this.limits = limits;
    this.clock = clock;
    expect = input.expect();
    answers = new Answers(input.secrets());
    counts = new OutboundCounts(limits.behindMicros() / 1e3);
    sender = new HttpSender(input, limits.answer(), executor);
    input.byChannel().forEach((name, template) -> channels.put(name, new Channel(name, template)));
  }

  /** Sets what this process needs before its first request. */
  public static void prepareProcess() {
    HttpSender.prepareProcess();
  }

  /**
   * @throws PublishInput.BadInputException when there is no template for one of the channels
   */
  public void requireTemplates(List<String> planned) throws PublishInput.BadInputException {
    for (String channel : planned) {
      if (!channels.containsKey(channel)) {
        throw new PublishInput.BadInputException(
            "the schedule publishes on channel '"
                + channel
                + "', but standard input has no template for it");
      }
    }
  }

  @Override
  public void publish(List<Event.Draft> drafts) {
    List<Turn> turns;
    synchronized (lock) {
      counts.planned(drafts.size());
      for (Event.Draft draft : drafts) {
        Channel channel = channels.get(draft.channel());
        dropLate(channel);
        if (waiting == MOST_WAITING) {
          counts.unpublished(1);
          continue;
        }
        channel.waiting.add(draft);
        waiting++;
        if (!channel.busy && channel.waiting.size() == 1) {
          ready.add(channel);
        }
      }
      turns = turns();
    }
    turns.forEach(this::send);
  }

  /** Leaves out the oldest events of a channel as far as they are too late. */
  private void dropLate(Channel channel) {
    long oldest = clock.micros() - limits.delayMicros() - limits.behindMicros();
    boolean had = !channel.waiting.isEmpty();
    while (!channel.waiting.isEmpty() && channel.waiting.peek().plannedAt() < oldest) {
      channel.waiting.remove();
      waiting--;
      counts.unpublished(1);
    }
    if (had && channel.waiting.isEmpty() && !channel.busy) {
      ready.remove(channel);
    }
  }

  /** The events to be sent now; they are under way from here on. */
  private List<Turn> turns() {
    List<Turn> turns = new ArrayList<>();
    while (!closed && underWay < limits.connections() && !ready.isEmpty()) {
      Channel channel = ready.peek();
      dropLate(channel);
      if (!channel.waiting.isEmpty()) {
        ready.remove();
        channel.busy = true;
        waiting--;
        underWay++;
        turns.add(new Turn(channel, channel.waiting.remove(), channel.seq));
      }
    }
    return turns;
  }

  private void send(Turn turn) {
    long sentAt = clock.micros();
    long sentNanos = System.nanoTime();
    counts.sent(sentAt - limits.delayMicros() - turn.draft().plannedAt());
    EventValues event =
        new EventValues(
            turn.channel().name,
            turn.seq(),
            turn.draft().plannedAt(),
            sentAt,
            payload(turn.draft().data()));
    try {
      sender
          .send(turn.channel().template, event)
          .whenCompleteAsync((answer, thrown) -> end(turn, answer, thrown, sentNanos), executor);
    } catch (IllegalArgumentException e) {
      executor.execute(() -> end(turn, null, e, sentNanos));
    }
  }

  private void end(Turn turn, HttpResponse<byte[]> answer, Throwable thrown, long sentNanos) {
    boolean mayBeThere = true;
    if (answer == null) {
      HttpSender.Failure failure = sender.failure(thrown);
      counts.failed(answers.masked(failure.words()));
      mayBeThere = !failure.certainlyNotSent();
    } else {
      Optional<String> refusal =
          expect.refusal(
              answer.statusCode(),
              name -> answer.headers().firstValue(name).orElse(null),
              answer.body());
      if (refusal.isEmpty()) {
        counts.accepted((System.nanoTime() - sentNanos) / 1_000);
      } else {
        counts.refused(answers.words(refusal.get(), answer.body()));
        mayBeThere = answer.statusCode() >= 500;
      }
    }
    List<Turn> turns;
    synchronized (lock) {
      Channel channel = turn.channel();
      channel.seq += mayBeThere ? 1 : 0;
      channel.busy = false;
      underWay--;
      if (!channel.waiting.isEmpty()) {
        ready.add(channel);
      }
      turns = turns();
    }
    turns.forEach(this::send);
  }

  /** The text of a JSON string, and any other JSON as it is. */
  private static String payload(byte[] data) {
    try {
      JsonNode json = Json.MAPPER.readTree(data);
      if (json.isTextual()) {
        return json.textValue();
      }
    } catch (IOException e) {
      // Schedules give JSON; whatever else it is goes as it is.
    }
    return new String(data, StandardCharsets.UTF_8);
  }

  /** A reading of what came of the events. */
  public Publishing publishing() {
    synchronized (lock) {
      return counts.publishing(waiting, underWay);
    }
  }

  /** Sends nothing more. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
    }
    executor.shutdownNow();
  }
}
