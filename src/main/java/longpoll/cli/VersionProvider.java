package longpoll.cli;

import picocli.CommandLine.IVersionProvider;

/** The version that the jar's manifest has; from classes, the word development. */
final class VersionProvider implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Main.class.getPackage().getImplementationVersion();
    return new String[] {"longpoll " + (version == null ? "(development)" : version)};
  }
}
