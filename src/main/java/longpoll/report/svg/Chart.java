package longpoll.report.svg;

import java.util.List;

/**
 * Lines over two axes, with shaded zones behind them. Immutable; the same chart gives the same
 * text.
 *
 * @param id unique in its page; letters, digits and hyphens
 * @param title for a reader who cannot see it: what it shows
 * @param description for the same reader: what there is to see, in a sentence or two
 */
public record Chart(
    String id,
    String title,
    String description,
    Axis x,
    Axis y,
    List<Zone> zones,
    List<Line> lines) {

  public Chart {
    if (!id.matches("[A-Za-z][A-Za-z0-9-]*")) {
      throw new IllegalArgumentException("a chart's id is letters, digits and hyphens: " + id);
    }
    zones = List.copyOf(zones);
    lines = List.copyOf(lines);
  }

  public String svg(Size size) {
    return new ChartDrawing(this, size).svg();
  }
}
