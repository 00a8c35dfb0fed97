/**
 * How text is written, everywhere: {@link longpoll.text.Numbers} has every format of a number, and
 * {@link longpoll.text.Excerpt} makes a bounded, printable excerpt of text that came from
 * elsewhere; {@link longpoll.text.NearestWord} finds the word that was probably meant; {@link
 * longpoll.text.HttpUrl} says what a URL that load is sent to may look like. Knows nobody.
 */
package longpoll.text;
