package longpoll.report;

import java.io.IOException;
import longpoll.record.RunFolder;

/**
 * Writes one file about a finished run, from the files in its folder, and what that file needs
 * beside it. Stateless.
 */
public interface Reporter {
  /** The name of the file it writes. */
  String name();

  /**
   * @throws longpoll.record.RecordException when the folder has no usable run record
   */
  void write(RunFolder folder) throws IOException;
}
