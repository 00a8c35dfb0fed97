/**
 * How text is written, everywhere: {@link longpoll.text.Numbers} has every format of a number, and
 * {@link longpoll.text.Excerpt} makes a bounded, printable excerpt of text that came from
 * elsewhere; {@link longpoll.text.NearestWord} finds the word that was probably meant. Knows
 * nobody.
 */
package longpoll.text;
