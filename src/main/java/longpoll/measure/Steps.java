package longpoll.measure;

/**
 * The answers of a client since it was last in step with the plan: since an event answered it, or
 * since it began. Each of them may have put off the polls after it. Immutable.
 *
 * @param emptiesBefore 204s before the window
 * @param deliveriesBefore answers with events before the window
 * @param empties 204s in the window
 * @param deliveries answers with events in the window
 */
record Steps(int emptiesBefore, int deliveriesBefore, int empties, int deliveries) {
  /** A client that begins. */
  static final Steps NONE = new Steps(0, 0, 0, 0);

  Steps empty(boolean inWindow) {
    return inWindow
        ? new Steps(emptiesBefore, deliveriesBefore, empties + 1, deliveries)
        : new Steps(emptiesBefore + 1, deliveriesBefore, empties, deliveries);
  }

  Steps delivered(boolean inWindow) {
    return inWindow
        ? new Steps(emptiesBefore, deliveriesBefore, empties, deliveries + 1)
        : new Steps(emptiesBefore, deliveriesBefore + 1, empties, deliveries);
  }
}
