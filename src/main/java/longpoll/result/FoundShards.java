package longpoll.result;

import java.util.List;

/**
 * What was found of the injectors that shared a load.
 *
 * @param expected how many there were to be
 * @param leftOut why folders could not be used: that is how one of them may be missing
 * @param damaged what is lacking in the files of those that were used
 */
public record FoundShards(int expected, List<String> leftOut, List<String> damaged) {
  public FoundShards {
    leftOut = List.copyOf(leftOut);
    damaged = List.copyOf(damaged);
  }
}
