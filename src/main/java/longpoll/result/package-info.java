/**
 * What a run came to. {@link longpoll.result.RecordMaker} makes the record: a pure function of a
 * {@link longpoll.measure.RunSnapshot}, so that it can be made again, also of snapshots that were
 * added. {@link longpoll.result.Completeness} tells which events were missed, {@link
 * longpoll.result.RunPrediction} calls the prediction of the empty rate, {@link
 * longpoll.result.Validity} says whether the numbers can be trusted, and {@link
 * longpoll.result.Objectives} whether they are good enough.
 *
 * <p>Knows the snapshot and its parts ({@code longpoll.measure}) and the record. What throws here
 * becomes a reason and costs no other part.
 */
package longpoll.result;
