package longpoll.dialect.stub;

import java.util.List;

/** A bare GET: the next event after the poll came, or a 204 at the hold limit. */
final class ArticleStub extends Stub {
  @Override
  String base() {
    return "/poll";
  }

  @Override
  Reply answer(Ask ask) throws InterruptedException {
    ask.check(ask.is("GET", "/poll"), "GET /poll");
    ask.only();
    if (fails()) {
      return Reply.text(500, "sorry");
    }
    List<Happened> events = holdAfter("c1", newest);
    return events.isEmpty() ? Reply.of(204) : Reply.json(200, events.get(0).doc().toString());
  }
}
