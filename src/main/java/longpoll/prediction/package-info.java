/**
 * The empty rate (204s of all answers) that a run should have measured, and its tolerance.
 *
 * <p><b>The prediction.</b> The plan of publish instants is known, so ideal clients can be played
 * on it: they begin when the users did, are answered at the event or at the hold limit, and poll
 * again after the re-arm delay. A gap g between two events at a hold limit H gives floor(g / H)
 * 204s and one delivery. A Poisson schedule of rate r gives exp(-rH) over a long time; a short run
 * may be far from it, since all users of a channel share one realisation of the schedule. Start
 * reading at {@link longpoll.prediction.EmptyRatePredictor}.
 *
 * <p><b>The tolerance</b> is a parametric bootstrap. The same plan is played up to 1,000 times
 * ({@link longpoll.prediction.PlanReplay}), each time with other delays, which are drawn from the
 * empirical distributions that the run itself measured ({@link longpoll.prediction.DelayModel}):
 *
 * <ul>
 *   <li>lateness of a 204, re-arm gap, lag of a delivery: drawn per moment of 10 ms. Users whose
 *       answers are due in the same moment get the same delay, since they share server, injector
 *       and event; different moments are independent. Delays before the window have distributions
 *       of their own: the first polls of a young process are later.
 *   <li>slip of an event behind its planned instant: drawn per event, so that of two close events
 *       one may catch up with the other.
 *   <li>what the run does not tell is drawn once per replicate, evenly: a factor of the delays from
 *       0 to 1.25, and one of the slips; the part of a lateness that passes before the server
 *       decides; and the order of two instants that are within 1 ms and the bound of the clocks.
 * </ul>
 *
 * <p>A measured rate agrees if it is between the lowest and the highest of the simulated rates and
 * of the predicted one. This is a Monte Carlo test: with N replicates, a run that follows the model
 * is outside in 2 of N + 1 cases. The larger a run, the fewer replicates it gets: 100 to 1,000,
 * some 500 at the default size. With fewer than 1,000, 3.3 standard deviations around the mean of
 * the simulated rates count where these reach further. A few single answers come on top, for users
 * who are late alone.
 *
 * <p>Sources: A. C. A. Hope, "A simplified Monte Carlo significance test procedure", Journal of the
 * Royal Statistical Society B 30 (1968); A. C. Davison and D. V. Hinkley, "Bootstrap Methods and
 * their Application" (1997), chapters 2 and 4. What faults the tolerance lets through is in
 * docs/measuring.md, measured by {@code EmptyRateToleranceTest}.
 *
 * <p>All instants are microseconds of one clock, whichever it is. Knows {@code longpoll.settings},
 * for the re-arm delay. Nothing here is safe for threads unless its doc says so.
 */
package longpoll.prediction;
