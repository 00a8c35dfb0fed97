package longpoll.result;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import longpoll.settings.Settings;
import longpoll.target.ServerStats;
import longpoll.target.ServerStats.Publishing;

/**
 * What a record should say of publishing at a target that does not publish by itself: a pure
 * function of what the publisher counted.
 *
 * @param invalid reasons for which the numbers must not be used
 * @param notices what the reader should know about numbers that may be used
 */
public record PublishingRemarks(List<String> invalid, List<String> notices) {
  /** Share of the events that may be lost on their way to the target. */
  private static final double MOST_LOST = 0.01;

  public PublishingRemarks {
    invalid = List.copyOf(invalid);
    notices = List.copyOf(notices);
  }

  /**
   * What to say of a run.
   *
   * @param atStart the publisher's counts before the load, or null where there was no publisher
   * @param atEnd its counts after it, or null where it did not answer
   */
  public static PublishingRemarks of(
      Settings.Validity limits, ServerStats atStart, ServerStats atEnd) {
    if (atStart == null || atStart.publishing() == null) {
      return new PublishingRemarks(List.of(), List.of());
    }
    if (atEnd == null || atEnd.publishing() == null) {
      return new PublishingRemarks(
          List.of(
              "the publisher did not answer at the end of the run: nobody knows which of the events"
                  + " that it was to publish are there"),
          List.of());
    }
    Publishing now = atEnd.publishing();
    Remarks remarks = new Remarks(now, atStart.publishing());
    remarks.losses();
    remarks.late(limits, atEnd.publishSlipP99Ms());
    return new PublishingRemarks(remarks.invalid, remarks.notices);
  }

  /**
   * Why no load should be made: the target has taken none of the first events. Empty as well while
   * too few were sent to tell.
   */
  public static Optional<String> refusedFromTheStart(ServerStats stats) {
    Publishing now = stats.publishing();
    if (now == null || !now.neverAccepted()) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "the target took none of the first %,d events that were published there: %s; check the"
                + " dialect's publish block and its credentials",
            now.refused() + now.failed(),
            lastReason(now)));
  }

  private static String lastReason(Publishing counts) {
    String last = counts.refused() > 0 ? counts.lastRefusal() : counts.lastFailure();
    return last == null ? "it did not say why" : last;
  }

  private static final class Remarks {
    private final Publishing now;
    private final long planned;
    private final long refused;
    private final long failed;
    private final long unpublished;
    private final List<String> invalid = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();

    Remarks(Publishing now, Publishing before) {
      this.now = now;
      planned = now.planned() - before.planned();
      refused = now.refused() - before.refused();
      failed = now.failed() - before.failed();
      unpublished = now.unpublished() - before.unpublished();
    }

    /** Events that the target does not have, or may not have: to users they look like losses. */
    private void losses() {
      List<String> losses = new ArrayList<>();
      if (refused > 0) {
        losses.add(
            of(refused) + " were refused by the target, the last with: " + now.lastRefusal());
      }
      if (failed > 0) {
        losses.add(
            of(failed)
                + " got no whole answer, so that they may be there or not, the last because: "
                + now.lastFailure());
      }
      if (unpublished > 0) {
        losses.add(
            of(unpublished)
                + " were left out, because the target did not take them as fast as they were"
                + " planned, and their channels fell more than "
                + InjectorQueue.millis(now.behindLimitMs() == null ? 0 : now.behindLimitMs())
                + " behind"
                + acceptTime()
                + ": a larger schedule.every, more channels, or a faster target");
      }
      boolean tooMany = refused + failed + unpublished > MOST_LOST * planned;
      (tooMany ? invalid : notices).addAll(losses);
    }

    private String of(long events) {
      return String.format(Locale.ROOT, "%,d of %,d events to be published", events, planned);
    }

    private String acceptTime() {
      return now.acceptP99Ms() == null
          ? ""
          : " (it took up to " + InjectorQueue.millis(now.acceptP99Ms()) + " for one, at p99)";
    }

    private void late(Settings.Validity limits, Double slipMs) {
      Duration most = limits.publishSlipMax();
      double limit = most.toNanos() / 1e6;
      if (slipMs != null && slipMs > limit) {
        invalid.add(
            "the publisher turned to its events "
                + InjectorQueue.millis(slipMs)
                + " after the planned instants, at p99 (limit "
                + InjectorQueue.millis(limit)
                + "): it could not keep the schedule, so that lag is not the target's alone; fewer"
                + " events, or more cores");
      } else if (now.lateP99Ms() != null && now.lateP99Ms() > limit) {
        notices.add(
            "events were sent to the target "
                + InjectorQueue.millis(now.lateP99Ms())
                + " after their planned instants, at p99 (limit "
                + InjectorQueue.millis(limit)
                + "), since it had not answered those before them"
                + acceptTime()
                + ": lag counts from the planned instant and has that in it");
      }
    }
  }
}
