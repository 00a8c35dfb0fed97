/**
 * The audit of a hop: polls a server directly and through a gateway side by side, and says what the
 * gateway does to long polls. {@link longpoll.audit.Audit} runs it and ends in a {@link
 * longpoll.finding.FindingReport}; one class judges each finding, from what both sides have seen.
 */
package longpoll.audit;
