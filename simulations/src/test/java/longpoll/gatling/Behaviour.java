package longpoll.gatling;

import java.time.Duration;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * What the misbehaving server does with the polls and events of one channel. All methods are called
 * on the server's thread. Whatever is not overridden is what a good server does.
 */
interface Behaviour {
  Behaviour GOOD = poll -> poll.behaveWell();

  /** A poll has come that no kept event can answer. */
  void accepted(BadPoll poll);

  /** How long after its planned instant an event is published. */
  default Duration publishDelay() {
    return Duration.ZERO;
  }

  /** Whether the event gets its number and is then forgotten. */
  default boolean loses(BadEvent event, long micros) {
    return false;
  }

  /** Whether the event is kept back until the next one, and then put behind it. */
  default boolean overtaken(BadEvent event, long micros) {
    return false;
  }

  /** Whether the event is sent once more, with the one after it. */
  default boolean repeats(BadEvent event, long micros) {
    return false;
  }

  default void deliver(BadPoll poll, List<BadEvent> events) {
    poll.deliver(events);
  }

  /** Each second poll of the channel is treated badly, beginning with the second. */
  static Behaviour everySecond(Behaviour bad) {
    return poll -> {
      if (poll.number() % 2 == 0) {
        bad.accepted(poll);
      } else {
        poll.behaveWell();
      }
    };
  }

  static Behaviour publishingLate(Duration delay) {
    return new Good() {
      @Override
      public Duration publishDelay() {
        return delay;
      }
    };
  }

  /**
   * @param when microseconds since the first poll
   */
  static Behaviour losing(LongPredicate when) {
    return new Good() {
      @Override
      public boolean loses(BadEvent event, long micros) {
        return when.test(micros);
      }
    };
  }

  /**
   * @param when microseconds since the first poll
   */
  static Behaviour reordering(LongPredicate when) {
    return new Good() {
      @Override
      public boolean overtaken(BadEvent event, long micros) {
        return when.test(micros);
      }
    };
  }

  /**
   * @param when microseconds since the first poll
   */
  static Behaviour repeating(LongPredicate when) {
    return new Good() {
      @Override
      public boolean repeats(BadEvent event, long micros) {
        return when.test(micros);
      }
    };
  }

  static Behaviour endingBodiesWithTheConnection() {
    return new Good() {
      @Override
      public void deliver(BadPoll poll, List<BadEvent> events) {
        poll.deliverUntilTheEnd(events);
      }
    };
  }

  static Behaviour slowBodies(Duration pause) {
    return new Good() {
      @Override
      public void deliver(BadPoll poll, List<BadEvent> events) {
        poll.deliverSlowly(events, pause);
      }
    };
  }

  /** To be changed in one place. */
  class Good implements Behaviour {
    @Override
    public void accepted(BadPoll poll) {
      poll.behaveWell();
    }
  }
}
