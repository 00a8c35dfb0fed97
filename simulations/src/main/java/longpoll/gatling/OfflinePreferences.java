package longpoll.gatling;

import java.util.HashMap;
import java.util.Map;
import java.util.prefs.AbstractPreferences;
import java.util.prefs.Preferences;
import java.util.prefs.PreferencesFactory;

/**
 * Keeps Gatling from asking a public site for its newest version before each run. Gatling remembers
 * in the user's preferences when it last asked; these preferences, kept in memory, say that it was
 * in the far future. Named by the system property {@code java.util.prefs.PreferencesFactory}.
 */
public final class OfflinePreferences implements PreferencesFactory {
  private static final Preferences ROOT = new InMemory(null, "");

  @Override
  public Preferences systemRoot() {
    return ROOT;
  }

  @Override
  public Preferences userRoot() {
    return ROOT;
  }

  private static final class InMemory extends AbstractPreferences {
    private final Map<String, String> values = new HashMap<>();
    private final Map<String, InMemory> children = new HashMap<>();

    InMemory(InMemory parent, String name) {
      super(parent, name);
      if (name.equals("latestVersion")) {
        values.put("lastCheckTimestamp", String.valueOf(Long.MAX_VALUE));
      }
    }

    @Override
    protected void putSpi(String key, String value) {
      values.put(key, value);
    }

    @Override
    protected String getSpi(String key) {
      return values.get(key);
    }

    @Override
    protected void removeSpi(String key) {
      values.remove(key);
    }

    @Override
    protected void removeNodeSpi() {
      values.clear();
    }

    @Override
    protected String[] keysSpi() {
      return values.keySet().toArray(String[]::new);
    }

    @Override
    protected String[] childrenNamesSpi() {
      return children.keySet().toArray(String[]::new);
    }

    @Override
    protected AbstractPreferences childSpi(String name) {
      return children.computeIfAbsent(name, any -> new InMemory(this, name));
    }

    @Override
    protected void syncSpi() {
      // Nothing to read from.
    }

    @Override
    protected void flushSpi() {
      // Nothing to write to.
    }
  }
}
