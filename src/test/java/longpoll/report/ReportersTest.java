package longpoll.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.nio.file.Path;
import longpoll.fake.FakeRun;
import longpoll.record.RunFolder;
import longpoll.report.svg.Chart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportersTest {
  @Test
  void everyReporterWritesTheFileItNames(@TempDir Path runs) throws Exception {
    FakeRun run = new FakeRun(1);
    run.users = 20;
    run.seconds = 3;
    RunFolder folder = run.write(runs);
    assertThat(Reporters.all()).extracting(Reporter::name).doesNotHaveDuplicates().isNotEmpty();
    for (Reporter reporter : Reporters.all()) {
      reporter.write(folder);
      assertThat(folder.path().resolve(reporter.name())).isNotEmptyFile();
    }
  }

  @Test
  void chartsKnowNoData() {
    JavaClasses charts =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackagesOf(Chart.class);
    ArchRuleDefinition.classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("longpoll.report.svg..", "longpoll.text..", "java..")
        .check(charts);
  }
}
