package longpoll.export;

import java.nio.file.Path;

/** Paths as files name each other, so that a folder tree can be moved as a whole. */
final class RelativePath {
  private RelativePath() {}

  /** From a folder to another, with slashes; the whole path where there is no way between them. */
  static String of(Path from, Path to) {
    Path start = from.toAbsolutePath().normalize();
    Path end = to.toAbsolutePath().normalize();
    if (!start.getRoot().equals(end.getRoot())) {
      return end.toString();
    }
    StringBuilder path = new StringBuilder();
    for (Path name : start.relativize(end)) {
      path.append(path.isEmpty() ? "" : "/").append(name);
    }
    return path.isEmpty() ? "." : path.toString();
  }
}
