package longpoll.report;

public final class IndexPage {
  private IndexPage() {}

  public static void write(java.nio.file.Path results) throws java.io.IOException {}
}
