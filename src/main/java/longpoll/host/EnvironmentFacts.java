package longpoll.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import longpoll.record.RunRecord;

/**
 * Where a run took place: machine, system, versions, checkout. What cannot be found out is null or
 * "unknown".
 */
public final class EnvironmentFacts {
  private static final Pattern CPU_MODEL = Pattern.compile("(?m)^model name\\s*:\\s*(.+)$");
  private static final Pattern OS_NAME = Pattern.compile("(?m)^PRETTY_NAME=\"?([^\"\\n]+)\"?$");

  /** A property is masked up to its end, whatever it holds. */
  private static final Pattern SECRET =
      Pattern.compile(
          "(?is)(-D[^=]*(?:token|passw|passphrase|pwd|secret|credential|api[._-]?key)[^=]*)=.*");

  /** The user and password of a URL. */
  private static final Pattern USER_INFO = Pattern.compile("(://)[^/@\\s]+@");

  private static final int GIT_PATIENCE_SECONDS = 5;

  /** What tells a CI system apart, and its name; the general sign comes last. */
  private static final List<Map.Entry<String, String>> CI_SYSTEMS =
      List.of(
          Map.entry("GITHUB_ACTIONS", "GitHub Actions"),
          Map.entry("GITLAB_CI", "GitLab CI"),
          Map.entry("JENKINS_URL", "Jenkins"),
          Map.entry("BUILDKITE", "Buildkite"),
          Map.entry("CI", "CI"));

  private EnvironmentFacts() {}

  /**
   * @param gatling its version, or null where the load comes from elsewhere
   */
  public static RunRecord.Environment collect(String gatling) {
    String cpu = firstMatch(CPU_MODEL, Path.of("/proc/cpuinfo"));
    int cores = Runtime.getRuntime().availableProcessors();
    long memory =
        ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getTotalMemorySize();
    String osRelease = firstMatch(OS_NAME, Path.of("/etc/os-release"));
    String os =
        System.getProperty("os.name") + (osRelease.equals("unknown") ? "" : ", " + osRelease);
    String kernel = System.getProperty("os.version");
    String status = git("status", "--porcelain", "--untracked-files=no");
    return new RunRecord.Environment(
        cpu,
        cores,
        memory,
        os,
        kernel,
        System.getProperty("java.vm.name") + " " + Runtime.version(),
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            // The record has the settings already, every one of them.
            .filter(argument -> !argument.startsWith("-Dlongpoll."))
            .map(EnvironmentFacts::masked)
            .toList(),
        gatling,
        harnessVersion(),
        git("rev-parse", "HEAD"),
        status == null ? null : !status.isEmpty(),
        ciSystem(System.getenv()),
        fingerprint(cpu, cores, memory, os, kernel));
  }

  static String ciSystem(Map<String, String> environment) {
    return CI_SYSTEMS.stream()
        .filter(system -> saysYes(environment.get(system.getKey())))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  private static boolean saysYes(String value) {
    return value != null && !value.isBlank() && !value.equalsIgnoreCase("false");
  }

  static String masked(String argument) {
    Matcher secret = SECRET.matcher(argument);
    return secret.matches()
        ? secret.group(1) + "=***"
        : USER_INFO.matcher(argument).replaceAll("$1***@");
  }

  /** Memory in whole GiB: what the kernel keeps for itself varies from boot to boot. */
  static String fingerprint(String cpu, int cores, long memory, String os, String kernel) {
    String facts = String.join("|", cpu, "" + cores, "" + (memory >> 30), os, kernel);
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(facts.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  private static String harnessVersion() {
    try (InputStream in = EnvironmentFacts.class.getResourceAsStream("version.properties")) {
      Properties version = new Properties();
      version.load(in);
      return version.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException("version.properties is part of the harness", e);
    }
  }

  private static String firstMatch(Pattern pattern, Path file) {
    try {
      Matcher matcher = pattern.matcher(Files.readString(file));
      return matcher.find() ? matcher.group(1).trim() : "unknown";
    } catch (IOException e) {
      return "unknown";
    }
  }

  /** What git prints, or null where there is no git, no checkout, or no answer in time. */
  private static String git(String... arguments) {
    List<String> command = new ArrayList<>(List.of("git", "--no-optional-locks"));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      // Reading ends with the process, so it is the process that must not take for ever.
      CompletableFuture.delayedExecutor(GIT_PATIENCE_SECONDS, TimeUnit.SECONDS)
          .execute(process::destroyForcibly);
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? output.trim() : null;
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
