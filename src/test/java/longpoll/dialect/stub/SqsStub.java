package longpoll.dialect.stub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * JSON protocol, without signatures;
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html and
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-json.html.
 * Received messages stay invisible.
 */
final class SqsStub extends Stub {
  private static final String TYPE = "application/x-amz-json-1.0";
  private final Map<String, Happened> inFlight = new HashMap<>();

  @Override
  Reply answer(Ask ask) throws InterruptedException {
    ask.check(ask.is("POST", "/"), "POST /");
    ask.only();
    JsonNode body = ask.json(TYPE);
    String url = body.path("QueueUrl").asText();
    ask.check(url.endsWith("/000000000000/c1") && url.startsWith("http://"), "a QueueUrl");
    String action = String.valueOf(ask.header("X-Amz-Target"));
    return switch (action) {
      case "AmazonSQS.ReceiveMessage" -> receive(ask, body);
      case "AmazonSQS.DeleteMessage" -> delete(ask, body.path("ReceiptHandle").asText());
      case "AmazonSQS.SendMessage" -> {
        ask.check(body.path("MessageBody").isTextual(), "MessageBody as a text");
        append("c1", ask.parsed(body.get("MessageBody").asText()));
        yield json(200, "{'MessageId':'id" + newest + "','MD5OfMessageBody':'0'}");
      }
      default -> throw ask.refused(400, "X-Amz-Target is " + action);
    };
  }

  private Reply receive(Ask ask, JsonNode body) throws InterruptedException {
    ask.number("MaxNumberOfMessages", body.path("MaxNumberOfMessages").toString(), 1, 10);
    ask.number("WaitTimeSeconds", body.path("WaitTimeSeconds").toString(), 1, 20);
    if (fails()) {
      return json(
          400, "{'__type':'com.amazonaws.sqs#QueueDoesNotExist','message':'no such queue'}");
    }
    hold(() -> !log.isEmpty());
    return json(200, taken());
  }

  private synchronized String taken() {
    if (log.isEmpty()) {
      return "{}";
    }
    List<Happened> most = List.copyOf(log.subList(0, Math.min(10, log.size())));
    log.removeAll(most);
    Function<Happened, String> message =
        each -> {
          inFlight.put("receipt" + each.position(), each);
          return String.format(
              "{'MessageId':'id%d','ReceiptHandle':'receipt%d','MD5OfBody':'0','Body':%s}",
              each.position(), each.position(), new TextNode(each.doc().toString()));
        };
    return "{'Messages':[" + joined(most, message) + "]}";
  }

  private synchronized Reply delete(Ask ask, String receipt) {
    ask.check(inFlight.remove(receipt) != null, "the receipt handle of a received message");
    return json(200, "{}");
  }

  /** Messages that were received and are not deleted. */
  synchronized int unconfirmed() {
    return inFlight.size();
  }

  private static Reply json(int status, String body) {
    return Reply.json(status, body).with("Content-Type", TYPE);
  }
}
