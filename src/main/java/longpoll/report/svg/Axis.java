package longpoll.report.svg;

/**
 * @param title what is measured and in which unit
 */
public record Axis(String title, Scale scale) {}
