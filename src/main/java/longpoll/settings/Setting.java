package longpoll.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The row of one setting, on a component of {@link Settings} or of one of its groups. Reading, the
 * check of the limits, the record of a run, {@code reference.conf} and the tables of {@code
 * docs/settings.md} follow from it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Setting {

  /** The name, without the prefix {@code longpoll.}. */
  String key();

  /** The default, as a user would write it. */
  String byDefault();

  /** What the setting does, in a sentence or two; Markdown. */
  String meaning();

  /**
   * The title of the section that begins with this row. A row without it belongs to the same
   * section as the row before.
   */
  String section() default "";

  /** The least and the greatest value: {@code 1s to 1h}, or {@code at least 0}. */
  String range() default "";

  /** What a duration of 0s stands for, where it is allowed beside the {@link #range}. */
  String zero() default "";

  /** What a number is a share of. */
  String of() default "";

  /** Limits that are not a range, in words; {@link SettingsRules} checks them. */
  String limits() default "";

  /** What the Java type does not say. */
  Form form() default Form.PLAIN;

  /** The forms that values of one Java type can have. */
  enum Form {
    /** What the Java type says; a list is separated by spaces. */
    PLAIN,
    /** A number of bytes with a unit. */
    SIZE,
    /** A file that must be readable, or empty. */
    FILE,
    /** A folder, which the record of a run keeps relative to the working directory. */
    FOLDER,
    /** A list that is separated by commas or spaces. */
    COMMAS
  }
}
