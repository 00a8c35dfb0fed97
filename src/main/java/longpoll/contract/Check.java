package longpoll.contract;

import longpoll.finding.Finding;

/**
 * Judges one thing by what was seen. A pure function: what it needs to see is made by {@link
 * ContractCheck}.
 */
interface Check {

  Finding judge(Evidence evidence);
}
