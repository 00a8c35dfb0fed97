package longpoll.gatling;

import io.gatling.core.Predef$;
import io.gatling.core.config.GatlingConfiguration;
import java.lang.reflect.Field;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gatling's report sorts response times into bands, at 800 and 1200 ms unless its configuration
 * file says otherwise. For holds that means nothing, and a file cannot know this run's hold limit,
 * so the bands are set where Gatling keeps them: at half the limit and at the limit. Where nothing
 * is held, Gatling's own will do.
 */
final class GatlingBands {
  private static final Logger LOG = LoggerFactory.getLogger(GatlingBands.class);

  private GatlingBands() {}

  static void set(Duration hold) {
    if (hold.isZero()) {
      return;
    }
    try {
      GatlingConfiguration configuration = Predef$.MODULE$._configuration();
      Object indicators = field(field(configuration, "reports"), "indicators");
      setInt(indicators, "lowerBound", Math.toIntExact(hold.toMillis() / 2));
      setInt(indicators, "higherBound", Math.toIntExact(hold.toMillis()));
    } catch (ReflectiveOperationException | RuntimeException e) {
      // Another version of Gatling: its bands stay what they are, and nothing else is lost.
      LOG.debug("the bands of Gatling's report could not be set", e);
    }
  }

  private static Object field(Object owner, String name) throws ReflectiveOperationException {
    Field field = owner.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(owner);
  }

  private static void setInt(Object owner, String name, int value)
      throws ReflectiveOperationException {
    Field field = owner.getClass().getDeclaredField(name);
    field.setAccessible(true);
    field.setInt(owner, value);
  }
}
