package longpoll.report;

import java.util.List;

/**
 * The runs of one simulation and label over time, ready to print.
 *
 * @param runs how many, in words
 * @param table the charts' values
 * @param verdict of the newest runs against the baseline; its reasons say what is lacking
 */
public record Trend(
    String id, String title, String runs, List<Figure> charts, Table table, Banner verdict) {}
