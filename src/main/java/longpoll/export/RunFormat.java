package longpoll.export;

/** One way to write runs down. */
public interface RunFormat {
  /** As it is asked for on the command line. */
  String name();

  /** The whole content of the file. */
  String text(RunExport export);
}
