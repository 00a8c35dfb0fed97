/**
 * Shows that the numbers are true: runs against known schedules and known delays, measured beside
 * predicted. Takes minutes and wants a quiet machine, so it is left out of the ordinary tests:
 *
 * <pre>{@code mvn -Pcalibration verify}</pre>
 */
package longpoll.calibration;
