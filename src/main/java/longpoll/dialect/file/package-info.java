/**
 * Dialects as files: how a long-poll API is spoken, written down in HOCON rather than in code.
 * {@code docs/dialects.md} describes the form; the files of the shipped ones are in {@code
 * longpoll/dialect/}. The command line checks, tries and shows them; runs speak them through {@link
 * longpoll.dialect.file.DeclaredDialect}.
 *
 * <p>The way of a file: {@link longpoll.dialect.file.DialectFiles} finds it, {@code SpecReader}
 * reads its requests and then its answers block by block ({@code Section}), and collects every
 * {@link longpoll.dialect.file.DialectFileException.Mistake}. What comes out is an immutable {@link
 * longpoll.dialect.file.FileDialect}: requests are {@code RequestTemplate}s, cut into segments
 * once; what is read of an answer is a {@code BodyPlan}, all pointers of it merged into one {@code
 * PointerTree}, so that a body is read once, token by token, and no tree is made of it.
 *
 * <p>The way of a poll: a {@link longpoll.dialect.file.DialectState}, what one client knows, and a
 * {@link longpoll.dialect.file.Purpose} make a {@link longpoll.dialect.file.FileRequest}; its
 * answer makes a {@link longpoll.dialect.file.Reading}, which has the next state.
 *
 * <p>Nothing here opens a connection, holds a clock or starts a thread, and nothing throws on what
 * a server sent. Values from the environment are secrets: they go into requests, and are masked in
 * whatever people read. There are no regular expressions of users, so no file and no answer can
 * make one run for ever. Knows {@code dialect} and {@code text}.
 *
 * <p>Not for this form, on purpose: request signatures such as SigV4, BOSH (two requests at a
 * time), WebChannel, binary frames of engine.io.
 */
package longpoll.dialect.file;
