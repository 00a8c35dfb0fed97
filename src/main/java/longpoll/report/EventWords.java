package longpoll.report;

import longpoll.record.RunRecord;

/**
 * What the counts of events are called on a page: they mean different things for events that each
 * user gets, for those of a queue and for versions of a state.
 */
enum EventWords {
  BROADCAST {
    @Override
    String broadcasts() {
      return "events that some poll missed";
    }
  },

  QUEUE {
    @Override
    String received() {
      return "Events received, by any user";
    }

    @Override
    String missed() {
      return "missed by all";
    }

    @Override
    String missedOf(String expected) {
      return "that nobody got, of " + expected;
    }

    @Override
    String missedInTheIndex() {
      return "Missed of a queue: events that nobody got.";
    }

    @Override
    String whoseRepeats() {
      return "taken again, by any user";
    }

    @Override
    boolean inOrder() {
      return false;
    }

    @Override
    String broadcasts() {
      return "none: each event is for one user";
    }
  },

  STATE {
    @Override
    String received() {
      return "Versions received, over all users";
    }

    @Override
    String missed() {
      return "without the newest";
    }

    @Override
    String missedOf(String expected) {
      return "users without the newest version";
    }

    @Override
    String missedInTheIndex() {
      return "Missed of a state: users without its newest version.";
    }

    @Override
    String unseen() {
      return "Versions skipped";
    }

    @Override
    String whyUnseen() {
      return "a newer one came instead, which is no loss";
    }

    @Override
    String broadcasts() {
      return "not told of versions, which may be skipped";
    }
  };

  /**
   * @param events of a record, or null
   */
  static EventWords of(RunRecord.Events events) {
    return switch (events == null ? RunRecord.Events.BROADCAST : events.delivery()) {
      case RunRecord.Events.QUEUE -> QUEUE;
      case RunRecord.Events.STATE -> STATE;
      default -> BROADCAST;
    };
  }

  String received() {
    return "Events received, over all users";
  }

  /** After the number of those missed. */
  String missed() {
    return "missed";
  }

  /** Below the number of those missed, in few words. */
  String missedOf(String expected) {
    return "of " + expected + " expected";
  }

  /** A sentence; empty where missed needs none. */
  String missedInTheIndex() {
    return "";
  }

  /** Below the number of those duplicated. */
  String whoseRepeats() {
    return "over all users";
  }

  /** Whether there is an order in which a user should get them. */
  boolean inOrder() {
    return true;
  }

  String unseen() {
    return "Events unseen";
  }

  String whyUnseen() {
    return "published while a bare client was between polls";
  }

  /** What an incomplete broadcast is. */
  abstract String broadcasts();
}
