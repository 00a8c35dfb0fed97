package longpoll.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import longpoll.settings.SettingsLoader;
import longpoll.target.ServerStats;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BundledServerTest {
  @TempDir Path folder;

  @Test
  void partsOfAMillisecondReachTheServer() throws Exception {
    Properties properties = new Properties();
    properties.put("longpoll.hold", "10500us");
    properties.put("longpoll.schedule.every", "1500us");
    try (BundledServer server = BundledServer.start(new SettingsLoader(folder).load(properties))) {
      ServerStats stats = stats(server.poll());
      assertThat(stats.hold()).isEqualTo(0.0105);
      assertThat(stats.every()).isEqualTo(0.0015);
    }
  }

  private static ServerStats stats(URI poll) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(poll.resolve("/stats")).timeout(Duration.ofSeconds(10)).build();
    String body =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    return new ObjectMapper().readValue(body, ServerStats.class);
  }
}
