/**
 * What the project claims of its speed and memory, measured again: {@code docs/performance.md} is
 * made here. A part of the page is a constant of {@link longpoll.benchmark.Part} and a class whose
 * name ends in {@code Benchmark}. Benchmarks judge nothing but that something was measured. They
 * are left out of the ordinary tests and want a quiet machine:
 *
 * <pre>{@code
 * mvn -Pbenchmark verify
 * mvn -Pbenchmark verify -Dtest=ServerBenchmark
 * }</pre>
 */
package longpoll.benchmark;
