/** Dialects as files. */
package longpoll.dialect.file;
