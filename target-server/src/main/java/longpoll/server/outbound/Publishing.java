package longpoll.server.outbound;

/**
 * What came of the events so far, as {@code GET /stats} of a publisher shows it. Times are null
 * before the first event of their kind.
 *
 * @param planned events whose instant has come; the sum of the next six
 * @param accepted answered as the target answers an event that it took
 * @param refused answered otherwise
 * @param failed without an answer: no connection, a broken one, or none in time
 * @param unpublished left out, because the channel was too far behind
 * @param waiting for an event of their channel that is under way, or for a connection
 * @param underWay sent, and not answered yet
 * @param neverAccepted whether the first events were refused or failed, and none was accepted since
 * @param lateP50Ms from the planned instant, plus publish-delay, to the request sent
 * @param acceptP50Ms from the request sent to the answer of those accepted
 * @param behindLimitMs events that are later than this are left out
 * @param lastRefusal in words, bounded, with secrets masked; null for none
 * @param lastFailure likewise
 */
public record Publishing(
    long planned,
    long accepted,
    long refused,
    long failed,
    long unpublished,
    long waiting,
    long underWay,
    boolean neverAccepted,
    Double lateP50Ms,
    Double lateP99Ms,
    Double lateMaxMs,
    Double acceptP50Ms,
    Double acceptP99Ms,
    Double acceptMaxMs,
    double behindLimitMs,
    String lastRefusal,
    String lastFailure) {}
