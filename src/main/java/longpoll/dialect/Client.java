package longpoll.dialect;

import java.net.URI;

/**
 * Who polls, as far as a dialect may say so in its requests.
 *
 * @param target the URL that is polled
 * @param channels to wait on, comma-separated; empty for all
 * @param number of the client in its run, from 0
 * @param run tells this run from others
 * @param epoch the server's epoch where that is known already, else null
 */
public record Client(URI target, String channels, long number, String run, String epoch) {

  /** Nobody yet: all that the clients of a run have in common. */
  public static Client ofRun(URI target, String run, String epoch) {
    return new Client(target, "", 0, run, epoch);
  }

  /** One client of the run. */
  public Client numbered(long number, String channels) {
    return new Client(target, channels, number, run, epoch);
  }
}
