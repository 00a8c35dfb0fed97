package longpoll.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * All that was seen of one API. Immutable; the checks are functions of it.
 *
 * @param about what was asked
 * @param look the first two polls
 * @param beside the polls that were made at once
 * @param events the polls that events were published for
 */
record Evidence(Examination about, FirstLook look, SideBySide beside, WithEvents events) {
  /** Why nothing more was asked of a server that serves one poll at a time. */
  static final String SERIAL = "Not examined: the server serves one poll at a time";

  /** The polls that are as the dialect has them, in HTTP/1.1, and were waited for. */
  List<Polled> ordinary() {
    List<Polled> all = new ArrayList<>(look.polls());
    all.addAll(beside.keptOpen());
    Stream.of(beside.back(), events.first(), events.second(), events.back())
        .filter(Objects::nonNull)
        .forEach(all::add);
    return all;
  }

  /** All polls that an answer came to, variations included. */
  List<Polled> all() {
    List<Polled> all = new ArrayList<>(ordinary());
    Stream.of(beside.missing(), beside.misspelt(), beside.strangeCursors())
        .flatMap(List::stream)
        .flatMap(variation -> variation.polls().stream())
        .forEach(all::add);
    Stream.of(beside.oldHttp(), beside.oldHttpKept(), beside.wrongMethod())
        .filter(Objects::nonNull)
        .forEach(all::add);
    return all;
  }
}
