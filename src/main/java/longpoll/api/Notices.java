package longpoll.api;

import java.util.ArrayList;
import java.util.List;
import longpoll.text.Excerpt;

/** Collects what the reader of a file is told about it. For one thread. */
final class Notices {
  private static final int MOST = 20;

  private final String file;
  private final List<String> lines = new ArrayList<>();
  private int more;

  /**
   * @param file as it is shown
   */
  Notices(String file) {
    this.file = file;
  }

  String file() {
    return file;
  }

  void add(String text) {
    if (lines.size() < MOST) {
      lines.add(Excerpt.sentence(file + ": " + text));
    } else {
      more++;
    }
  }

  List<String> lines() {
    List<String> all = new ArrayList<>(lines);
    if (more > 0) {
      all.add(file + ": " + more + " more notices of this kind");
    }
    return all;
  }
}
