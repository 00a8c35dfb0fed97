package longpoll.dialect.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import longpoll.dialect.Dialect.HeaderLookup;
import longpoll.dialect.PolledEvent;
import longpoll.dialect.file.BodyPlan.FromEvent;
import longpoll.dialect.file.EventPlan.FromHeader;
import longpoll.dialect.file.Framing.Piece;
import longpoll.dialect.file.PointerTree.Nested;
import longpoll.dialect.file.Source.Decode;
import longpoll.dialect.file.Values.Slot;

/**
 * One body, read once from its first token to its last. Depth and number of events are bounded;
 * what is too deep, too much or no JSON is a {@link #problem}. Not changed after {@link #read}.
 */
final class BodyScan {
  private static final int DEEPEST = 200;

  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
          .build();

  /** An empty list would pass for an event. */
  private static final String LIST =
      "has a list where events.at says that an event is: its elements are at /*, as in at ="
          + " \"/items/*\"";

  private final BodyPlan plan;
  private final Values body;
  private Values event;
  private final List<PolledEvent> events = new ArrayList<>(4);
  private List<String[]> kept = List.of();
  private final List<String> misfits = new ArrayList<>(0);
  private String problem;
  private HeaderLookup header;
  private String channel;
  private boolean insideEvent;

  /** Nothing found yet. */
  BodyScan(BodyPlan plan) {
    this.plan = plan;
    body = new Values(plan.bodySlots);
  }

  Values values() {
    return body;
  }

  /** Not to be changed: a scan is shared by all who got the same body. */
  List<PolledEvent> events() {
    return Collections.unmodifiableList(events);
  }

  /** For each event what its confirmation needs; an element is null where something is missing. */
  List<String[]> kept() {
    return kept;
  }

  List<String> misfits() {
    return misfits;
  }

  /** Why the body cannot be read, to go on after "the body"; null where it can. */
  String problem() {
    return problem;
  }

  void read(byte[] bytes, HeaderLookup lookup, String ofChannel) {
    channel = ofChannel;
    if (plan.events != null) {
      event = new Values(plan.eventSlots);
      kept = plan.events.kept().length > 0 ? new ArrayList<>() : kept;
    }
    try {
      if (plan.bodyText.wantsValue()) {
        text(plan.bodyText, new String(bytes, StandardCharsets.UTF_8));
      }
      if (plan.isJson && plan.framing == Framing.WHOLE) {
        header = lookup;
        json(JSON.createParser(bytes));
      } else {
        for (Piece piece : plan.framing.pieces(bytes, lookup)) {
          header = piece.headers();
          piece(bytes, piece);
        }
      }
    } catch (IOException e) {
      forget("is not JSON");
    } catch (IllegalArgumentException e) {
      forget(e.getMessage());
    }
    header = null;
    event = null;
  }

  /** What was read before the defect is not to be trusted. */
  private void forget(String why) {
    problem = why;
    events.clear();
    kept = List.of();
    for (Slot slot : plan.bodySlots) {
      boolean ofText = false;
      for (Slot text : plan.bodyText.bodySlots) {
        ofText |= text == slot;
      }
      if (!ofText) {
        body.clear(slot);
      }
    }
  }

  private void piece(byte[] bytes, Piece piece) throws IOException {
    int length = piece.to() - piece.from();
    if (plan.isJson) {
      json(JSON.createParser(bytes, piece.from(), length));
    } else if (plan.events != null) {
      if (!plan.listIsEvent && bytes[Framing.start(bytes, piece.from(), piece.to())] == '[') {
        throw new IllegalArgumentException(LIST);
      }
      beginEvent();
      if (plan.eventText.wantsValue()) {
        text(plan.eventText, new String(bytes, piece.from(), length, StandardCharsets.UTF_8));
      }
      endEvent();
    }
  }

  private void json(JsonParser parser) throws IOException {
    try (JsonParser in = parser) {
      if (in.nextToken() == null) {
        // White space only: as good as an empty body.
        return;
      }
      value(in, plan.json);
      if (in.nextToken() != null) {
        throw new IllegalArgumentException("goes on after its end");
      }
    }
  }

  /** Reads the value that the parser is at, and leaves the parser at its last token. */
  private void value(JsonParser in, PointerTree node) throws IOException {
    boolean begins = node.event && plan.events != null && !insideEvent;
    if (begins) {
      beginEvent();
    }
    JsonToken token = in.currentToken();
    if (begins && token == JsonToken.START_ARRAY && !plan.listIsEvent) {
      throw new IllegalArgumentException(LIST);
    }
    if (node.wantsValue()) {
      wanted(in, token, node);
    }
    if (token == JsonToken.START_OBJECT && !node.isLeaf()) {
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        PointerTree child = node.field(in.currentName());
        in.nextToken();
        if (child == null) {
          in.skipChildren();
        } else {
          value(in, child);
        }
      }
    } else if (token == JsonToken.START_ARRAY && !(node.isLeaf() && node.sizeSlots.length == 0)) {
      int size = 0;
      for (JsonToken next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
        if (next == null) {
          throw new IllegalArgumentException("ends too early");
        }
        PointerTree child = node.element(size++);
        if (child == null) {
          in.skipChildren();
        } else {
          value(in, child);
        }
      }
      for (Slot slot : node.sizeSlots) {
        body.size(slot, size);
      }
    } else {
      in.skipChildren();
    }
    if (begins) {
      endEvent();
    }
  }

  private void wanted(JsonParser in, JsonToken token, PointerTree node) throws IOException {
    if (token == JsonToken.VALUE_NULL) {
      return;
    }
    if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
      for (Slot slot : node.bodySlots) {
        body.structure(slot);
      }
      for (Slot slot : node.eventSlots) {
        event.structure(slot);
      }
      return;
    }
    boolean number =
        token == JsonToken.VALUE_NUMBER_INT
            && in.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
    if (number) {
      long value = in.getLongValue();
      for (Slot slot : node.bodySlots) {
        body.number(slot, value);
      }
      for (Slot slot : node.eventSlots) {
        event.number(slot, value);
      }
      return;
    }
    if (token == JsonToken.VALUE_STRING) {
      text(node, in.getText());
      return;
    }
    String text = in.getText();
    for (Slot slot : node.bodySlots) {
      body.bare(slot, text);
    }
    for (Slot slot : node.eventSlots) {
      event.bare(slot, text);
    }
  }

  /** A text that is wanted, or something inside of it. */
  private void text(PointerTree node, String text) {
    for (Slot slot : node.bodySlots) {
      body.text(slot, text);
    }
    for (Slot slot : node.eventSlots) {
      event.text(slot, text);
    }
    for (Nested nested : node.nested) {
      if (nested.decode() == Decode.BASE64) {
        base64(nested, text);
      } else {
        inside(nested, text);
      }
    }
  }

  private void base64(Nested nested, String text) {
    String decoded = Codec.base64(text);
    if (decoded == null) {
      EventPlan.note(misfits, nested.misfit());
    } else {
      text(nested.tree(), decoded);
    }
  }

  private void inside(Nested nested, String text) {
    if (!Codec.looksLikeJson(text)) {
      EventPlan.note(misfits, nested.misfit());
      return;
    }
    try (JsonParser in = JSON.createParser(text)) {
      in.nextToken();
      value(in, nested.tree());
    } catch (IOException e) {
      EventPlan.note(misfits, nested.misfit());
    }
  }

  private void beginEvent() {
    insideEvent = true;
    event.clear();
    for (FromHeader from : plan.events.headers()) {
      String value = header.get(from.name());
      if (value != null) {
        event.text(from.slot(), value);
      }
    }
  }

  private void endEvent() {
    insideEvent = false;
    if (plan.events.isSkipped(event)) {
      return;
    }
    if (events.size() >= Framing.MOST) {
      throw new IllegalArgumentException("has more than " + Framing.MOST + " events");
    }
    events.add(plan.events.event(event, channel, misfits));
    if (plan.events.kept().length > 0) {
      kept.add(plan.events.kept(event, misfits));
    }
    for (FromEvent from : plan.fromEvents) {
      body.take(from.slot(), event, from.eventSlot());
    }
  }
}
