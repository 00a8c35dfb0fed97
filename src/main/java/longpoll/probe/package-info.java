/**
 * Probes: polls of the same kind as the users', held by a separate light process that sees the
 * target without the injector's queue. They do what the same poll cycle says, through the same
 * transport, as users do, on one event loop; may know the ledger and the settings, and not Gatling.
 *
 * <p>{@link longpoll.probe.ProbeMain} is the process, {@link longpoll.probe.ProbeLink} the
 * harness's end of the two pipes. Both speak in lines of UTF-8, a word and what belongs to it:
 *
 * <pre>
 * to the probes                       from the probes
 *   settings {json}  once, first        lag PHASE from|below base64   histograms, each second
 *   begin {json}     timeline, request  held N                        polls held, each second
 *   end              no more polls      done {json}                   the rest is said, and totals
 *   cut              give up polls      problem text                  a failure kind seen first
 * </pre>
 *
 * <p>A {@code lag} line is an HdrHistogram in its compressed form, of the lags in nanoseconds
 * ({@code from} zero, or the magnitudes {@code below} it) of events planned in a phase. After
 * {@code end}, polls that are still held have a grace, then are cut; everything that was seen is
 * said before {@code done}. Other lines, such as a JVM's warnings, are passed over. When its input
 * ends, so does the probe process: the harness is gone.
 *
 * <p>Probe i opens at i / n of the ramp and waits on channel i mod the number of channels, as users
 * do. The sample is a fair one where a server answers its polls in no fixed order: the bundled
 * server draws a fresh order for each broadcast. Of a foreign server that is not known: one that
 * answers in the order of arrival would show probes to be early or late for as long as they keep
 * their place in the queue.
 */
package longpoll.probe;
