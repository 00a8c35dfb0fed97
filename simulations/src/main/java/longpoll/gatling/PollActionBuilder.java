package longpoll.gatling;

import io.gatling.core.CoreComponents;
import io.gatling.core.action.Action;
import io.gatling.core.structure.ScenarioContext;
import io.gatling.http.protocol.HttpComponents;
import io.gatling.http.protocol.HttpProtocol;
import io.gatling.http.request.HttpRequestDef;
import io.gatling.http.request.builder.HttpRequestBuilder;
import io.gatling.javaapi.core.ActionBuilder;
import io.gatling.javaapi.http.HttpRequestActionBuilder;

/**
 * Turns an ordinary Gatling request into long polls. Immutable; made by {@link
 * LongPollDsl#longPoll}.
 */
public final class PollActionBuilder implements ActionBuilder {
  private final String requestName;
  private final HttpRequestActionBuilder request;
  private final LongPollRun run;
  private final boolean untilTheEnd;

  PollActionBuilder(
      String requestName, HttpRequestActionBuilder request, LongPollRun run, boolean untilTheEnd) {
    this.requestName = requestName;
    this.request = request;
    this.run = run;
    this.untilTheEnd = untilTheEnd;
  }

  /** Polls again and again until the run is over, instead of once. */
  public PollActionBuilder untilTheRunEnds() {
    return new PollActionBuilder(requestName, request, run, true);
  }

  @Override
  public io.gatling.core.action.builder.ActionBuilder asScala() {
    HttpRequestBuilder builder =
        (HttpRequestBuilder) request.requestTimeout(run.settings().requestTimeout()).asScala();
    return new Built(builder);
  }

  private final class Built implements io.gatling.core.action.builder.ActionBuilder {
    private final HttpRequestBuilder builder;

    Built(HttpRequestBuilder builder) {
      this.builder = builder;
    }

    @Override
    public Action build(ScenarioContext scenario, Action next) {
      HttpComponents http =
          scenario.protocolComponentsRegistry().components(HttpProtocol.HttpProtocolKey());
      HttpRequestDef definition =
          builder.build(
              http.httpCaches(),
              http.httpProtocol(),
              scenario.throttled(),
              scenario.coreComponents().configuration());
      PollDefinition poll = new PollDefinition(definition, builder, http.httpProtocol());
      CoreComponents core = scenario.coreComponents();
      PollLoops loops = PollLoops.of(core.eventLoopGroup());
      run.rehearse(core.eventLoopGroup(), core.configuration());
      run.watch(loops.all());
      return new PollAction(
          requestName,
          poll,
          run.pollContext(core.configuration()),
          loops,
          untilTheEnd,
          new GatlingRows(core.statsEngine()),
          user -> run.describe(poll, user),
          next);
    }
  }
}
