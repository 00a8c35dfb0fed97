package longpoll.report;

import freemarker.core.TemplateClassResolver;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import freemarker.template.TemplateModelException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Map;
import longpoll.record.RunFolder;
import longpoll.report.svg.Palette;

/**
 * The templates beside this class, rendered with every value escaped. Templates end in {@code
 * .ftlh}; only drawings and data that were escaped in Java are put in as they are. Thread-safe.
 */
final class Pages {
  private static final String STYLE_SHEET = "page.css";
  private static final Configuration TEMPLATES = configuration();

  private Pages() {}

  static String render(String template, Map<String, ?> model) throws IOException {
    StringWriter page = new StringWriter();
    try {
      TEMPLATES.getTemplate(template).process(model, page);
    } catch (TemplateException e) {
      throw new IOException("template " + template + " failed: " + e.getMessage(), e);
    }
    return page.toString();
  }

  /**
   * Writes a page, and beside it the style sheet that it also has inside: some servers allow only
   * the file, and a page that is sent by mail has only what is inside.
   */
  static void write(Path file, String page) throws IOException {
    try (InputStream styles = Pages.class.getResourceAsStream(STYLE_SHEET)) {
      RunFolder.writeAside(
          file.resolveSibling(STYLE_SHEET),
          aside -> Files.copy(styles, aside, StandardCopyOption.REPLACE_EXISTING));
    }
    RunFolder.writeAside(file, aside -> Files.writeString(aside, page));
  }

  private static Configuration configuration() {
    Configuration templates = new Configuration(Configuration.VERSION_2_3_34);
    templates.setClassForTemplateLoading(Pages.class, "");
    templates.setDefaultEncoding(StandardCharsets.UTF_8.name());
    templates.setLocale(Locale.ROOT);
    templates.setNumberFormat("computer");
    templates.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
    templates.setLogTemplateExceptions(false);
    templates.setNewBuiltinClassResolver(TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
    try {
      templates.setSharedVariable("colours", Palette.light());
    } catch (TemplateModelException e) {
      throw new IllegalStateException("a map of strings is a model", e);
    }
    return templates;
  }
}
