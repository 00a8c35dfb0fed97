package longpoll.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The programs in C of {@code src/test/servers/floor}, compiled when they are asked for. */
final class CProgram {
  private static final Path SOURCES = Path.of("src", "test", "servers", "floor");
  private static final Path BUILT = Path.of("target", "servers", "floor");

  private CProgram() {}

  /**
   * Starts one of them with its output to be read and its input open.
   *
   * @throws NotInstalledException where there is no compiler
   */
  static Process start(String name, Object... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(compiled(name).toString()));
    Stream.of(arguments).map(String::valueOf).forEach(command::add);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** The path of a program of the system. */
  static Path installed(String... names) throws NotInstalledException {
    for (String name : names) {
      for (String folder : System.getenv("PATH").split(":")) {
        if (Files.isExecutable(Path.of(folder, name))) {
          return Path.of(folder, name);
        }
      }
    }
    throw new NotInstalledException(names[0] + " is not installed");
  }

  private static Path compiled(String name) throws IOException {
    Path compiler = installed("gcc", "cc");
    Path program = Files.createDirectories(BUILT).resolve(name).toAbsolutePath();
    Process process =
        new ProcessBuilder(
                compiler.toString(),
                "-O2",
                "-o",
                program.toString(),
                SOURCES.resolve(name + ".c").toString())
            .inheritIO()
            .start();
    try {
      if (process.waitFor() != 0) {
        throw new AssertionError(name + ".c was not compiled");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while a program was compiled", e);
    }
    return program;
  }

  /** Something that a row needs is not there. */
  static final class NotInstalledException extends IOException {
    private static final long serialVersionUID = 1;

    NotInstalledException(String message) {
      super(message);
    }
  }
}
