package longpoll.report.svg;

/** A shaded part of a chart, in values of the x axis. */
public record Zone(String label, double from, double to) {}
