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
 *   settings {json}  once, first        ready          they can begin
 *   begin {json}     timeline, request  delta {json}   what was seen in the last second
 *   end              no more polls      done {json}    the last delta: all is said
 *   cut              give up polls      problem text   a failure kind seen first
 * </pre>
 *
 * <p>A delta is a {@link longpoll.measure.ProbeAccount.Delta}: counts and histograms in the form
 * that snapshots have. The harness adds them, so a process that dies takes no more than its last
 * second with it. After {@code end}, polls that are still held have a grace, then are cut. Other
 * lines, such as a JVM's warnings, are passed over. When its input ends, so does the probe process:
 * the harness is gone.
 *
 * <p>Probe i opens at i / n of the ramp and waits on channel i mod the number of channels, as users
 * do. The sample is a fair one where a server answers its polls in no fixed order: the bundled
 * server draws a fresh order for each broadcast. Of a foreign server that is not known: one that
 * answers in the order of arrival would show probes to be early or late for as long as they keep
 * their place in the queue.
 */
package longpoll.probe;
