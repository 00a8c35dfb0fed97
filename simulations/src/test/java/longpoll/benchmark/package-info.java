/**
 * What measuring costs. A benchmark prints figures and judges nothing; it is left out of the
 * ordinary tests and wants a quiet machine:
 *
 * <pre>{@code mvn -Pbenchmark verify}</pre>
 */
package longpoll.benchmark;
