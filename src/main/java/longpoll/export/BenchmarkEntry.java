package longpoll.export;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * An entry of the JSON that the GitHub action {@code benchmark-action/github-action-benchmark}
 * takes as {@code customSmallerIsBetter} and {@code customBiggerIsBetter}: an array of them.
 * Format: the section on these tools in the action's README,
 * https://github.com/benchmark-action/github-action-benchmark.
 *
 * @param name of the chart; the action keeps its history under it
 * @param range how the value spreads, in words; null to leave it out
 * @param extra lines that are shown with the value
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record BenchmarkEntry(String name, String unit, double value, String range, String extra) {}
