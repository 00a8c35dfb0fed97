package longpoll.text;

import java.util.Collection;
import java.util.Optional;
import java.util.function.ToIntBiFunction;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** The word that was probably meant by one that nobody knows. */
public final class NearestWord {
  private NearestWord() {}

  /** Letters to change, take out or put in to get from one word to the other. */
  public static int distance(String one, String other) {
    return LevenshteinDistance.getDefaultInstance().apply(one, other);
  }

  public static Optional<String> to(String word, Collection<String> known) {
    return to(word, known, NearestWord::distance);
  }

  /**
   * The nearest known word, the first of several; nothing where even that one is far off.
   *
   * @param distance from the word to a known one
   */
  public static Optional<String> to(
      String word, Collection<String> known, ToIntBiFunction<String, String> distance) {
    String nearest = null;
    int least = Math.max(2, word.length() / 3) + 1;
    for (String candidate : known) {
      int far = distance.applyAsInt(word, candidate);
      if (far < least) {
        least = far;
        nearest = candidate;
      }
    }
    return Optional.ofNullable(nearest);
  }
}
