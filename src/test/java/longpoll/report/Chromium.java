package longpoll.report;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;

/** A Chromium without a window, which takes pictures of pages. */
record Chromium(Path program) {
  static final List<String> NAMES =
      List.of("chromium", "google-chrome", "google-chrome-stable", "chromium-browser");

  private static final int LIMIT_SECONDS = 60;

  /** The first of {@link #NAMES} on the path. */
  static Optional<Chromium> find() {
    List<String> folders =
        Arrays.asList(
            Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator));
    return NAMES.stream()
        .flatMap(name -> folders.stream().map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Chromium::new);
  }

  /**
   * @param folder new and empty; for the browser's profile, its picture and its log
   */
  BufferedImage picture(URI page, int width, int height, boolean dark, Path folder)
      throws IOException, InterruptedException {
    Path picture = folder.resolve("page.png");
    Path log = folder.resolve("browser.log");
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-sync",
                "--disable-breakpad",
                "--no-first-run",
                "--hide-scrollbars",
                "--force-color-profile=srgb",
                "--user-data-dir=" + folder.resolve("profile"),
                "--window-size=" + width + "," + height,
                "--blink-settings=preferredColorScheme=" + (dark ? 0 : 1),
                "--screenshot=" + picture,
                page.toString()));
    ProcessBuilder browser =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    browser.environment().put("HOME", folder.toString());
    Process process = browser.start();
    try {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || !Files.exists(picture)) {
        throw new IOException(program + " took no picture:\n" + Files.readString(log));
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    return ImageIO.read(picture.toFile());
  }
}
