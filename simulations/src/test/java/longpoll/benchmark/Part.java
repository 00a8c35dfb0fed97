package longpoll.benchmark;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;

/** The parts of the suite, in the order of the page: what each measures, and how it is shown. */
enum Part {
  @JsonProperty("server")
  SERVER(
      "Server",
      "ServerBenchmark",
      """
      One event to all polls that are parked. A client in C (`simulations/src/test/servers/floor/client.c`) holds the polls, one on
      each connection, and stamps each answer. An event comes every 5 s, three in a round. The floor is a server in C that makes one
      read and one write a poll and nothing else. nchan is started by `simulations/src/test/servers/nchan/start`. target-server is
      `java -jar target-server.jar --hold 60s --schedule fixed --every 5s`, without a JVM option; it warms up before it listens
      (`--warm-up`). Each is started anew for each round, and shares the cores with the client.""",
      "Server",
      List.of(
          new Column("completionMs", "Broadcast complete, ms"),
          new Column("lagP50Ms", "Lag p50, ms"),
          new Column("lagP99Ms", "Lag p99, ms"),
          new Column("cpuMicros", "Server CPU a delivery, us"),
          new Column("bytesPerPoll", "Resident bytes a held poll"),
          new Column("peakMb", "Peak memory, MB"),
          new Column("completionMs", "Complete, x floor", "floor in C"),
          new Column("completionMs", "Complete, x nchan", "nginx with nchan"),
          new Column("cpuMicros", "CPU, x nchan", "nginx with nchan")),
      """
      A broadcast is complete when its last poll has it: the longest that any client waits for news. The ratio to nchan says how
      target-server stands beside a server that is in use for this. The floor shows how much of the time is the kernel's and the
      client's. Bytes a held poll are the peak of the resident memory over that of the idle server, divided by the polls."""),

  @JsonProperty("injector")
  INJECTOR(
      "Injector",
      "InjectorBenchmark",
      """
      CPU time that a client spends on a poll. Each holds 5,000 connections against the floor, which answers all of them every
      250 ms: 20,000 polls a second. The floor counts the polls, the system the CPU time of the client's process, both between the
      same two events some 15 s apart. JVMs are measured 20 s after their first poll. The injector is `SteadySimulation` with the
      build's JVM options and the dialect `article`, with and without `report.gatling-rows`. The plain Gatling loop is a `GET` with a
      status check (`PlainSimulation`), once with the same JVM options and once with those that Gatling's Maven plugin sets by
      itself. wrk runs with two threads.""",
      "Client",
      List.of(
          new Column("cpuMicros", "CPU a poll, us"),
          new Column("pollsPerSecond", "Polls a second"),
          new Column("residentMb", "Resident memory, MB"),
          new Column("cpuMicros", "CPU, x plain Gatling", Part.PLAIN),
          new Column("cpuMicros", "CPU, x wrk", Part.WRK)),
      """
      The difference to the plain loop is what measuring costs: cursors, stamps, histograms, the count of each event. Below 1, the
      injector needs less than the loop that it replaces, and holds more polls on the same machine. wrk and the client in C show
      what is left to gain; they measure nothing of a long poll but its duration."""),

  @JsonProperty("growth")
  GROWTH(
      "Growth",
      "GrowthBenchmark",
      """
      The same run with more and more users: `SteadySimulation` with the build's JVM options against `java -jar target-server.jar`,
      one channel, an event every 10 s. CPU is counted from halfway between two events to the same point two events later, and
      divided by the deliveries; an idle JVM's own work is in it. Bytes a held poll are the resident memory at the end over that before
      the first poll, divided by the users.""",
      "Held polls",
      List.of(
          new Column("cpuMicros", "Injector: CPU a delivery, us"),
          new Column("bytesPerPoll", "bytes a held poll"),
          new Column("residentMb", "resident memory, MB"),
          new Column("gcMaxMs", "longest collection, ms"),
          new Column("lagP99Ms", "lag p99, ms"),
          new Column("serverCpuMicros", "Server: CPU a delivery, us"),
          new Column("serverBytesPerPoll", "bytes a held poll"),
          new Column("serverResidentMb", "resident memory, MB"),
          new Column("serverGcMaxMs", "longest collection, ms"),
          new Column("cpuMicros", "Injector CPU, x 5,000", "5,000"),
          new Column("bytesPerPoll", "Injector bytes, x 5,000", "5,000"),
          new Column("serverCpuMicros", "Server CPU, x 5,000", "5,000"),
          new Column("serverBytesPerPoll", "Server bytes, x 5,000", "5,000")),
      """
      A poll among many should cost no more than one among few: the last columns should not rise above 1. The work that does not
      depend on users (two idle JVMs, their compilers, the sampler) is divided by fewer deliveries in the first rows, so these are
      above it. A run that was not complete is named below its table."""),

  @JsonProperty("protocols")
  PROTOCOLS(
      "Protocols",
      "ProtocolBenchmark",
      """
      The same load over HTTP/1.1, over HTTP/1.1 with TLS, and over HTTP/2 with 100 users a connection: 5,000 users on one channel,
      an event every 5 s, server and injector together on the machine. It is `SteadySimulation` with the profile `broadcast`, the
      build's JVM options, a ramp of 10 s, a warm-up of 15 s and a window of 20 s. CPU is that of the window, divided by its polls; two
      idle JVMs are in it. Bytes a held poll are the server's resident memory at the end over that before the load, divided by the
      most polls held at once.""",
      "Protocol",
      List.of(
          new Column("lagP50Ms", "Lag p50, ms"),
          new Column("lagP99Ms", "Lag p99, ms"),
          new Column("cpuMicros", "Injector: CPU a poll, us"),
          new Column("residentMb", "resident memory, MB"),
          new Column("serverCpuMicros", "Server: CPU a poll, us"),
          new Column("serverBytesPerPoll", "resident bytes a held poll"),
          new Column("connections", "Connections"),
          new Column("lagP50Ms", "Lag p50, x HTTP/1.1", Part.PLAIN_HTTP),
          new Column("cpuMicros", "Injector CPU, x HTTP/1.1", Part.PLAIN_HTTP),
          new Column("serverCpuMicros", "Server CPU, x HTTP/1.1", Part.PLAIN_HTTP)),
      """
      The second row tells what TLS costs, the third what HTTP/2 adds to it or saves. All 5,000 users wait for the same event, so the
      lag is the time that both sides need for 5,000 answers. [http2.md](http2.md) says what HTTP/2 changes besides."""),

  @JsonProperty("records")
  RECORDS(
      "Reports and comparisons",
      "RecordLengthBenchmark",
      """
      How long pages take, by the length of the run they are made of. The records are the committed baseline
      `results/baseline/default`, stretched: its seconds are repeated up to the length. `report.html` is made as at the end of a run;
      `longpoll show RUN` and `longpoll compare --base FOUR RUNS --cand FOUR RUNS --out FOLDER` are the commands. Each is a JVM of
      its own with default options, and its start is in the time.""",
      "Length of the run",
      List.of(
          new Column("reportSeconds", "report.html, s"),
          new Column("reportPeakMb", "peak memory, MB"),
          new Column("showSeconds", "show, s"),
          new Column("showPeakMb", "peak memory, MB"),
          new Column("compareSeconds", "compare, s"),
          new Column("comparePeakMb", "peak memory, MB"),
          new Column("reportSeconds", "report.html, x 1 min", "1 min"),
          new Column("compareSeconds", "compare, x 1 min", "1 min")),
      """
      A record grows by one row a second; its histograms do not grow. What a long record costs more than a short one is the reading
      of these rows."""),

  @JsonProperty("warmth")
  WARMTH(
      "Warmth",
      "WarmthBenchmark",
      """
      The lag of users in the first five seconds of the window beside that in its other 15 s, and over the window beside that of the
      probes: `SteadySimulation` with the build's JVM options and the bundled server, one channel, an event every 500 ms, a ramp of
      1 s (300 users) or 5 s, a warm-up of 2 s.""",
      "Users",
      List.of(
          new Column("firstP50Ms", "First 5 s: lag p50, ms"),
          new Column("restP50Ms", "Rest: lag p50, ms"),
          new Column("firstToRest", "First / rest"),
          new Column("usersP50Ms", "Users: lag p50, ms"),
          new Column("probesP50Ms", "Probes: lag p50, ms"),
          new Column("usersToProbes", "Users / probes")),
      """
      Near 1, the first seconds measure the server as the others do. Above it, they measure an injector that is still being
      compiled."""),

  @JsonProperty("methods")
  METHODS(
      "Hot methods",
      "HotMethodsBenchmark",
      """
      What the injector does for each poll, method by method, by JMH: average time and allocation of one call, on one thread.
      The whole poll includes the system calls of both ends and the way through the loopback interface.""",
      "Method",
      List.of(new Column("nanos", "ns a call"), new Column("bytes", "bytes allocated a call")),
      """
      These tell which change moved a figure above. They are no measure of a run: a method that is called alone has caches and the
      compiler to itself.""");

  static final String PLAIN = "plain Gatling loop, JVM options of the build";
  static final String WRK = "wrk";
  static final String PLAIN_HTTP = "HTTP/1.1";

  private final String title;
  private final String benchmark;
  private final String measured;
  private final String rows;
  private final List<Column> columns;
  private final String meaning;

  /**
   * A column of a part's table.
   *
   * @param key of the figure
   * @param over the row of the same group by whose figure it is divided, or null for the figure
   */
  record Column(String key, String title, String over) {
    Column(String key, String title) {
      this(key, title, null);
    }
  }

  /**
   * @param benchmark the simple name of the class that measures it
   * @param measured what, and how
   * @param rows the title of the column with their names
   * @param meaning what to take from the table
   */
  Part(
      String title,
      String benchmark,
      String measured,
      String rows,
      List<Column> columns,
      String meaning) {
    this.title = title;
    this.benchmark = benchmark;
    this.measured = measured;
    this.rows = rows;
    this.columns = columns;
    this.meaning = meaning;
  }

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  String title() {
    return title;
  }

  /** What measures this part alone. */
  String command() {
    return "mvn -Pbenchmark verify -Dtest=" + benchmark;
  }

  String measured() {
    return measured;
  }

  String rows() {
    return rows;
  }

  List<Column> columns() {
    return columns;
  }

  String meaning() {
    return meaning;
  }
}
