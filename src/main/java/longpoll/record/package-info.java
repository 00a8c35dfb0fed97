/**
 * The run record: what a run leaves behind for people and programs to read. {@link
 * longpoll.record.RunRecord} is {@code run.json}; {@link longpoll.record.RunFolder} names the files
 * of a run and writes each of them aside before it moves it into place.
 *
 * <p>Knows the JSON library and {@code longpoll.text}. Measuring fills it in, reporting and
 * comparing read it.
 */
package longpoll.record;
