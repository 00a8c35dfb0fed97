package longpoll.settings;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The rows of all settings, in the order of the components of {@link Settings}. A component is
 * either one setting or a group, which is a record of further components. Immutable.
 */
final class SettingTable {
  static final List<SettingRow<?>> ROWS = rows();

  private SettingTable() {}

  static List<String> keys() {
    return ROWS.stream().map(SettingRow::key).toList();
  }

  /**
   * @param values a value for each key
   */
  static Settings settings(Map<String, Object> values) {
    return (Settings) make(Settings.class, values);
  }

  /**
   * One group of settings as a run record keeps them.
   *
   * @param recorded may have other keys as well
   * @throws IllegalArgumentException when one of the group is missing or cannot be read
   */
  static <T extends Record> T group(Class<T> group, Map<String, Object> recorded) {
    Map<String, Object> values = new TreeMap<>();
    List<SettingRow<?>> rows = new ArrayList<>();
    addRows(group, rows);
    for (SettingRow<?> row : rows) {
      Object value = recorded.get(row.key());
      if (value == null) {
        throw new IllegalArgumentException("the setting " + row.key() + " is missing");
      }
      values.put(row.key(), row.read(value));
    }
    return group.cast(make(group, values));
  }

  /** The values as a run record keeps them, sorted by key. */
  static Map<String, Object> recorded(Settings settings) {
    Map<String, Object> values = new TreeMap<>();
    collect(settings, values);
    ROWS.forEach(row -> values.computeIfPresent(row.key(), (key, value) -> row.recorded(value)));
    return Collections.unmodifiableMap(values);
  }

  private static List<SettingRow<?>> rows() {
    List<SettingRow<?>> rows = new ArrayList<>();
    addRows(Settings.class, rows);
    Set<String> keys = new HashSet<>();
    for (SettingRow<?> row : rows) {
      if (!keys.add(row.key())) {
        throw new IllegalStateException(row.key() + " is the key of two rows");
      }
    }
    return List.copyOf(rows);
  }

  private static void addRows(Class<?> group, List<SettingRow<?>> rows) {
    for (RecordComponent component : group.getRecordComponents()) {
      Setting setting = component.getAnnotation(Setting.class);
      if (setting != null) {
        String section =
            setting.section().isEmpty() ? rows.get(rows.size() - 1).section() : setting.section();
        rows.add(new SettingRow<>(setting, section, ValueType.of(component, setting)));
      } else if (component.getType().isRecord()) {
        addRows(component.getType(), rows);
      } else {
        throw new IllegalStateException(component + " of " + group + " has no @Setting");
      }
    }
  }

  private static Object make(Class<?> type, Map<String, Object> values) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] arguments =
        Arrays.stream(components)
            .map(
                component -> {
                  Setting setting = component.getAnnotation(Setting.class);
                  return setting == null
                      ? make(component.getType(), values)
                      : values.get(setting.key());
                })
            .toArray();
    try {
      return type.getDeclaredConstructor(types).newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " cannot be made of " + values, e);
    }
  }

  private static void collect(Object group, Map<String, Object> values) {
    for (RecordComponent component : group.getClass().getRecordComponents()) {
      Setting setting = component.getAnnotation(Setting.class);
      Object value = valueOf(component, group);
      if (setting == null) {
        collect(value, values);
      } else {
        values.put(setting.key(), value);
      }
    }
  }

  private static Object valueOf(RecordComponent component, Object group) {
    try {
      return component.getAccessor().invoke(group);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(component + " cannot be read", e);
    }
  }
}
