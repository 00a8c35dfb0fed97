package longpoll.gatling;

/**
 * An event as the misbehaving server publishes it.
 *
 * @param number both its id and its number in the channel
 * @param plannedMicros by the machine's clock, microseconds since the Unix epoch
 */
record BadEvent(long number, long plannedMicros) {

  /**
   * @param jumpMicros how far the server's clock is ahead of the machine's
   */
  String json(String channel, long jumpMicros) {
    long stamp = plannedMicros + jumpMicros;
    // Put together by hand, since a formatter takes milliseconds until it is compiled.
    return "{\"id\":"
        + number
        + ",\"channel\":\""
        + channel
        + "\",\"seq\":"
        + number
        + ",\"plannedAt\":"
        + stamp
        + ",\"publishedAt\":"
        + stamp
        + ",\"data\":\"x\"}";
  }
}
