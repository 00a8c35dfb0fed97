/**
 * What an examination of an API found: the contract check and the audit of a gateway both end in a
 * {@link longpoll.finding.FindingReport}, which is shown on the terminal, as a page, as JSON and as
 * JUnit XML. Values only; knows nobody but the texts.
 */
package longpoll.finding;
