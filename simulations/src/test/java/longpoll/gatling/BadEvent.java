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
    return "{\"id\":%d,\"channel\":\"%s\",\"seq\":%d,\"plannedAt\":%d,\"publishedAt\":%d,\"data\":\"x\"}"
        .formatted(number, channel, number, stamp, stamp);
  }
}
