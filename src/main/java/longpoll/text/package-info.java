/**
 * What all who print, keep or show text that came from elsewhere share: it is cut to a bounded,
 * printable excerpt first. Knows nobody.
 */
package longpoll.text;
