package longpoll.collect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Locale;
import longpoll.barrier.BoundedRequests;
import longpoll.barrier.BoundedRequests.Answer;
import longpoll.text.Excerpt;

/** The requests to a collector, each with a limit of time. For one thread. */
final class CollectorClient {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final BoundedRequests requests = new BoundedRequests();
  private final String collector;
  private final CollectToken token;

  /**
   * What the collector says of itself.
   *
   * @param expected how many shards
   * @param maxUpload bytes of an archive
   */
  record State(int expected, long maxUpload) {}

  /**
   * A run that the collector has.
   *
   * @param again whether it had it before
   * @param bytes of its files
   * @param sent bytes of the archive
   */
  record Taken(boolean again, int files, long bytes, long sent) {}

  /** Not now, but perhaps later. */
  static final class BusyException extends IOException {
    private static final long serialVersionUID = 1L;

    BusyException(String message) {
      super(message);
    }
  }

  CollectorClient(URI collector, CollectToken token) {
    this.collector = collector.toString().replaceFirst("/+$", "");
    this.token = token;
  }

  /**
   * @throws UploadException when it will not answer later either
   * @throws IOException when it may
   */
  State state(Duration limit) throws IOException, InterruptedException {
    JsonNode state = json(requests.send(request("/runs").GET(), limit));
    if (!state.path("expected").isInt()) {
      throw new UploadException(collector + "/runs does not answer as a collector does");
    }
    return new State(
        state.path("expected").intValue(), state.path("maxUpload").asLong(Long.MAX_VALUE));
  }

  /**
   * Sends the folder of a shard.
   *
   * @param most bytes that the collector takes
   * @throws UploadException when it will not be taken later either
   * @throws IOException when it may
   */
  Taken put(int shard, FolderZip zip, long most, Duration limit)
      throws IOException, InterruptedException {
    Sent archive = new Sent(zip, most);
    Answer answer;
    try {
      answer =
          requests.send(
              request("/runs/" + shard).PUT(BodyPublishers.ofInputStream(() -> archive)), limit);
    } catch (IOException e) {
      if (archive.failure != null) {
        throw archive.failure;
      }
      throw e;
    }
    JsonNode taken = json(answer);
    return new Taken(
        answer.status() == 200,
        taken.path("files").asInt(),
        taken.path("bytes").asLong(),
        archive.count);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(collector + path))
        .header("Authorization", token.header());
  }

  private JsonNode json(Answer answer) throws IOException {
    JsonNode json;
    try {
      json = JSON.readTree(answer.body());
    } catch (IOException e) {
      json = JSON.nullNode();
    }
    if (answer.status() == 200 || answer.status() == 201) {
      return json;
    }
    String detail = json.path("detail").asText("");
    String words =
        String.format(
            Locale.ROOT,
            "%s answers %d%s",
            collector,
            answer.status(),
            detail.isEmpty() ? "" : ": " + Excerpt.sentence(detail));
    if (answer.status() >= 500) {
      throw new BusyException(words);
    }
    throw new UploadException(words);
  }

  /** Counts, and ends before more is sent than the collector takes. */
  private static final class Sent extends BlockInputStream {
    private final InputStream in;
    private final long most;
    private volatile long count;
    private volatile UploadException failure;

    Sent(InputStream in, long most) {
      this.in = in;
      this.most = most;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      try {
        int read = in.read(into, offset, length);
        count += Math.max(0, read);
        if (count <= most) {
          return read;
        }
        failure =
            new UploadException(
                String.format(
                    Locale.ROOT,
                    "the archive has more than the %,d bytes that the collector takes",
                    most));
      } catch (IOException e) {
        failure = new UploadException("the folder cannot be read: " + e);
      }
      throw new IOException(failure);
    }
  }
}
