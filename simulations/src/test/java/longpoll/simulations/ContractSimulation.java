package longpoll.simulations;

import io.gatling.javaapi.core.Simulation;
import longpoll.gatling.ContractRun;

/**
 * Judges the target as {@code longpoll contract} does, with no load: a row for each finding, and a
 * failed build where one fails. {@code docs/contract.md} has the findings.
 */
public class ContractSimulation extends Simulation {
  private final ContractRun run = ContractRun.open(this);

  {
    setUp(run.population()).assertions(run.assertion());
  }
}
