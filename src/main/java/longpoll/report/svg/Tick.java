package longpoll.report.svg;

/** A mark on an axis, in the axis's own values. */
public record Tick(double value, String label) {}
