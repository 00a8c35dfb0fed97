package longpoll.ab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import longpoll.record.RunFolder;

/** The files that making pairs leaves: {@code ab.json}, and the output of each command. */
public record AbFolder(Path path) {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmssSSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** A folder of its own under those of earlier comparisons. */
  public static AbFolder startedAt(Path all, Instant start) {
    return new AbFolder(all.resolve(NAME.format(start)));
  }

  /** The newest of the folders in which this very plan was begun and not finished. */
  public static Optional<AbFolder> unfinished(Path all, AbPlan plan) throws IOException {
    if (!Files.isDirectory(all)) {
      return Optional.empty();
    }
    try (Stream<Path> folders = Files.list(all)) {
      return folders
          .sorted(Comparator.reverseOrder())
          .map(AbFolder::new)
          .filter(folder -> Files.isRegularFile(folder.stateFile()))
          .filter(folder -> folder.isUnfinished(plan))
          .findFirst();
    }
  }

  public Path stateFile() {
    return path.resolve("ab.json");
  }

  /** Held by whoever makes runs for this folder. */
  Path lockFile() {
    return path.resolve("ab.lock");
  }

  /** What a command printed. */
  Path log(AbState.Turn turn) {
    return logs()
        .resolve(
            String.format(
                Locale.ROOT, "%02d-pair-%d-%s.log", turn.order(), turn.pair(), turn.side().word()));
  }

  /** To which a command's harness appends the run's folder. */
  Path recordFile(AbState.Turn turn) {
    Path log = log(turn);
    return log.resolveSibling(log.getFileName().toString().replace(".log", ".record"));
  }

  private Path logs() {
    return path.resolve("logs");
  }

  void create() throws IOException {
    Files.createDirectories(logs());
  }

  /** Forgets an earlier comparison. The folders of its runs stay where they are. */
  void clear() throws IOException {
    Files.deleteIfExists(stateFile());
    if (Files.isDirectory(logs())) {
      try (DirectoryStream<Path> old = Files.newDirectoryStream(logs(), "*-pair-*.{log,record}")) {
        for (Path log : old) {
          Files.delete(log);
        }
      }
    }
  }

  Optional<AbState> read() {
    if (!Files.exists(stateFile())) {
      return Optional.empty();
    }
    try {
      JsonNode tree = JSON.readTree(Files.readString(stateFile(), StandardCharsets.UTF_8));
      int version = tree.path("schemaVersion").asInt(0);
      if (version < 1 || version > AbState.SCHEMA_VERSION) {
        throw unusable("schemaVersion is " + tree.path("schemaVersion") + ", known is 1");
      }
      return Optional.of(JSON.treeToValue(tree, AbState.class));
    } catch (JsonProcessingException e) {
      throw unusable(e.getOriginalMessage().lines().findFirst().orElse("not JSON"));
    } catch (IOException e) {
      throw unusable(e.toString());
    }
  }

  void write(AbState state) throws IOException {
    RunFolder.writeAside(
        stateFile(), aside -> Files.writeString(aside, JSON.writeValueAsString(state) + "\n"));
  }

  private boolean isUnfinished(AbPlan plan) {
    try {
      return read().filter(state -> state.plan().equals(plan) && !state.isFinished()).isPresent();
    } catch (AbException e) {
      // Whatever it is, it is not what is looked for.
      return false;
    }
  }

  private AbException unusable(String why) {
    return new AbException(
        AbException.Kind.FAILED,
        stateFile() + ": not a state that can be resumed: " + why + "; --restart begins anew");
  }

  /** The last lines of a log, for a message. */
  static List<String> lastLines(Path log, int most) {
    try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
      Deque<String> last = new ArrayDeque<>();
      lines.forEach(
          line -> {
            if (last.size() == most) {
              last.removeFirst();
            }
            last.add(line);
          });
      return List.copyOf(last);
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }
}
