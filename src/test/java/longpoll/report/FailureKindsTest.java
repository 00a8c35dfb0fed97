package longpoll.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import longpoll.dialect.FailureKind;
import org.junit.jupiter.api.Test;

class FailureKindsTest {
  @Test
  void everyKindHasASentenceOfItsOwn() throws IllegalAccessException {
    String unknown = FailureKinds.sentence("never heard of");
    for (Field field : FailureKind.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
        String kind = (String) field.get(null);
        assertThat(FailureKinds.sentence(kind)).as(kind).isNotEqualTo(unknown);
      }
    }
  }

  @Test
  void aStatusIsNamed() {
    assertThat(FailureKinds.sentence(FailureKind.ofStatus(502))).contains("status 502");
    assertThat(FailureKinds.sentence(FailureKind.ofStatus(503))).contains("capacity");
  }
}
