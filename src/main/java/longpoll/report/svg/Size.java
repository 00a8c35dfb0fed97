package longpoll.report.svg;

/**
 * The size a chart is drawn for, in CSS pixels. Text does not shrink with a drawing made for its
 * place, so a page holds each chart in both sizes and shows the one that fits.
 */
public enum Size {
  WIDE(920, 290),
  NARROW(340, 250),
  /** For charts that stand beside each other, at any width of the page. */
  SMALL(340, 210);

  private final int width;
  private final int height;

  Size(int width, int height) {
    this.width = width;
    this.height = height;
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /** The word in ids and CSS classes. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
