namespace Experiments.Tests.Reports;

public class ReportTests
{
    private static readonly ValueList<SeriesKey> Series =
    [
        new("throughput", ""), new("lag", ""), new("latency", ""), new("parallelism", ""),
        new("numRecordsInPerSecond", "join"), new("busyTimeMsPerSecond", "join"), new("hardBackPressuredTimeMsPerSecond", "join"),
    ];

    [Fact]
    public void Exported_tables_do_not_depend_on_the_current_culture()
    {
        using TemporaryFolder folder = new();
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (odd.NumberFormat.NegativeSign, odd.NumberFormat.NumberDecimalSeparator) = ("~", ",");
        ExperimentData data = Data([Point("base", History(1, 1, 2.5, 0.5))]);
        try
        {
            CultureInfo.CurrentCulture = odd;
            TidyExport.Write(data, folder.At("odd"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        TidyExport.Write(data, folder.At("plain"));
        foreach (string file in Directory.EnumerateFiles(folder.At("plain")))
        {
            File.ReadAllText(folder.At("odd", Path.GetFileName(file))).ShouldBe(File.ReadAllText(file), Path.GetFileName(file));
        }

        File.ReadAllLines(folder.At("odd", "samples.csv")).ShouldContain("base,1,2.5,throughput,,,0.5");
    }

    [Fact]
    public void An_export_with_NaN_values_is_valid_JSON()
    {
        using TemporaryFolder folder = new();

        TidyExport.Write(Data([Point("base", History(1, 1, 5, double.NaN))]), folder.Root);

        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder.At("summary.json")));
        JsonElement row = json.RootElement.GetProperty("points")[0].GetProperty("summary")[0];
        row.TryGetProperty("throughput", out _).ShouldBeFalse();
        row.GetProperty("samples").GetInt32().ShouldBe(1);
        string[] samples = File.ReadAllLines(folder.At("samples.jsonl"));
        samples[0].ShouldBe("""{"point":"base","run":1,"seconds":5,"metric":"throughput","task":""}""");
        samples[3].ShouldBe("""{"point":"base","run":1,"seconds":5,"metric":"parallelism","task":"","value":1}""");
    }

    // 1772668798 is 2026-03-04T23:59:58Z: date -u -d @1772668798.
    [Fact]
    public void The_Scalehub_export_has_rows_of_5_seconds_from_0_and_the_dates_of_real_runs()
    {
        using TemporaryFolder folder = new();
        using MemoryStream stream = new();
        using HistoryWriter writer = new(stream);
        writer.RecordEvent(new HistoryEvent(TimeSpan.Zero, "clock", "2026-03-04T23:59:58.5000000+00:00"));
        ValueList<SeriesKey> series = [new("throughput", ""), new("parallelism", ""), new("numLateRecordsDropped", "join", 0), new("numRecordsInPerSecond", "join"), new("numRecordsInPerSecond", "join", 0)];
        writer.RecordSample(TimeSpan.FromSeconds(11.001352), series, [9, 1, 3, 10, 10]);
        writer.RecordSample(TimeSpan.FromSeconds(12.0035404), series, [9, 1, 5, 20, 20]);
        writer.RecordSample(TimeSpan.FromSeconds(17.1), series, [9, 2, 7, 40, 40]);
        writer.End(RunOutcome.Completed);
        RunHistory run = HistoryReader.Read(stream.ToArray(), 1);
        ExperimentData data = Data([Point("cpu=1", run), Point("cpu=2", run)]) with { Node = "pico", Config = ValueMap<string>.Empty.With("experiment.runs", "3") };

        ValueList<string> written = ScalehubExport.Write(data, folder.Root);

        written.Select(path => Path.GetRelativePath(folder.Root, path)).ShouldBe(["2026-03-04/res_exp_pico_1/cpu=1/1", "2026-03-04/res_exp_pico_1/cpu=2/1"]);
        File.ReadAllLines(Path.Combine(written[0], "final_df.csv")).ShouldBe(
        [
            ",flink_taskmanager_job_task_operator_numLateRecordsDropped,flink_taskmanager_job_task_numRecordsInPerSecond,Parallelism",
            ",join,join,",
            "seconds,0,0,",
            "0,4,15,1",
            "5,7,40,2",
        ]);
        File.ReadAllLines(Path.Combine(written[0], "export", "flink_taskmanager_job_task_numRecordsInPerSecond_export.csv"))[0].ShouldBe("flink_taskmanager_job_task_numRecordsInPerSecond,1772668809,10");
        Directory.GetFiles(Path.Combine(written[0], "export"), "*.csv").Select(Path.GetFileName).ShouldBe(["flink_taskmanager_job_task_operator_numLateRecordsDropped_export.csv", "flink_taskmanager_job_task_numRecordsInPerSecond_export.csv"], ignoreOrder: true);
        string log = File.ReadAllText(Path.Combine(written[0], "exp_log.json"));
        log.ShouldContain("\"start\": 1772668798,");
        log.ShouldContain("\"experiment.runs\": 3");
    }

    // Means of runs: 100, 110, 120 and 200, 230, 260. With t = 4.303 for two degrees of freedom, the intervals are
    // 4.303 * 10 / sqrt 3 = 24.84 and 4.303 * 30 / sqrt 3 = 74.5. Welch: variances 100 / 3 and 900 / 3 give 2.439
    // degrees of freedom, for which mpmath computes t = 3.639; 3.639 * sqrt(1000 / 3) = 66.4.
    [Fact]
    public void The_headline_states_the_result_with_its_confidence_interval()
    {
        ExperimentData data = Data([Point("base", [.. Enumerable.Range(0, 3).Select(run => Both(run + 1, 100 + (10 * run), 200 + (30 * run)))])]);

        ExperimentHeadline.Create(data).ShouldBe(
            "Highest throughput of join: 230 ± 75 records/s with 2 instances. Lowest: 110 ± 25 records/s with 1 instance. Difference: +120 ± 66 records/s, significant. "
            + "± is half the width of the 95 % confidence interval over the means of 3 runs (Student's t).");
        ExperimentPage.Create(data).Summary.ShouldBe(ExperimentHeadline.Create(data));
    }

    [Fact]
    public void The_headline_has_no_interval_for_one_run_and_no_result_without_runs()
    {
        ExperimentHeadline.Create(Data([Point("base", History(1, 1, 5, 1000))])).ShouldBe("Throughput of join: 1000 records/s with 1 instance, latency 0.2500 s. There are no intervals: they need two runs, or more samples.");
        ExperimentHeadline.Create(Data([Point("base")])).ShouldBe("No run completed, so there is no result.");
    }

    // Batches of four samples have means of 100 to 109, whose deviation is 3.02765. With t = 2.26216 for nine degrees of
    // freedom (mpmath), 2.26216 * 3.02765 / sqrt 10 is 2.166.
    [Fact]
    public void A_single_run_with_enough_samples_has_an_interval_of_its_batch_means()
    {
        ExperimentData data = Data([Point("base", History(1, [.. Enumerable.Range(0, 40).Select(index => 100.0 + (index / 4))]))]);

        ExperimentHeadline.Create(data).ShouldContain("± is half the width of the 95 % confidence interval over 10 batch means of the run (Student's t).");
        ExperimentPage.Create(data).Sections[0].Table!.Rows[0].ShouldContain("104.5 ± 2.2");
        ExperimentSummary.Create(data)[0].Throughput.MarginOfError.ShouldBe(double.NaN, "exports have no interval of one run");
    }

    // Means of 100, 110 and 120 have a deviation of 10, and 5 % of 110 is 5.5. With Student's t of mpmath, 15 runs give
    // 2.14479 * 10 / sqrt 15 = 5.538, and 16 runs give 2.13145 * 10 / sqrt 16 = 5.329.
    [Fact]
    public void The_page_shows_the_number_of_runs_for_an_interval_of_5_percent()
    {
        ChartTable table = ExperimentPage.Create(Data([Point("base", History(1, 1, 5, 100), History(2, 1, 5, 110), History(3, 1, 5, 120))])).Sections[0].Table!;

        table.Columns[2].ShouldBe("runs for ±5 %");
        table.Rows[0][2].ShouldBe("16");
    }

    [Fact]
    public void A_confidence_interval_is_the_same_in_table_chart_and_export()
    {
        using TemporaryFolder folder = new();
        ExperimentData data = Data([Point("base", History(1, 1, 5, 100), History(2, 1, 5, 110), History(3, 1, 5, 120))]);

        ChartSection section = ExperimentPage.Create(data).Sections[0];
        TidyExport.Write(data, folder.Root);

        section.Table!.Rows[0].ShouldContain("110 ± 25");
        ChartSpread spread = section.Spreads[0].Series[0].Spreads[0];
        (spread.High - spread.Center).ShouldBe(24.84, 0.01);
        double.Parse(File.ReadAllLines(folder.At("summary.csv"))[1].Split(',')[4], CultureInfo.InvariantCulture).ShouldBe(24.84, 0.01);
    }

    [Fact]
    public void The_page_draws_the_run_with_the_median_throughput_and_states_this()
    {
        ChartSection drawn = ExperimentPage.Create(Data([Point("base", History(1, 1, 5, 30), History(2, 1, 5, 10), History(3, 1, 5, 20))])).Sections[^1];

        drawn.Title.ShouldBe("Run 3");
        drawn.Text.ShouldBe("Of 3 completed runs the one with the median throughput is drawn.");
    }

    [Fact]
    public void Points_that_differ_in_one_numeric_parameter_have_it_as_the_chart_axis()
    {
        PointData[] points = [.. new[] { "500", "1000", "4000" }.Select(rate => Point($"rate={rate}", History(1, 1, 5, 1)) with { Parameters = ValueMap<string>.Empty.With("rate", rate) })];

        ValueList<SpreadChart> pictures = ExperimentPage.Create(Data(points)).Sections[0].Spreads;

        pictures.ShouldAllBe(picture => picture.CategoryAxisTitle == "rate" && picture.Categories.SequenceEqual(new[] { "500", "1000", "4000" }));
    }

    [Fact]
    public async Task The_page_lists_version_commit_seed_host_and_definition()
    {
        using TemporaryFolder folder = new();
        ExperimentData data = await PageSeenTests.RunAsync(folder, folder.Write("sweep.yaml", PageSeenTests.SweepDefinition));

        Dictionary<string, string> facts = ExperimentPage.Create(data).Facts.ToDictionary(fact => fact.Name, fact => fact.Text, StringComparer.Ordinal);

        facts["Seed"].ShouldBe("42");
        facts["Scalewright"].ShouldBe(System.Xml.Linq.XDocument.Load(Repository.At("Directory.Build.props")).Descendants("Version").Single().Value);
        if (Path.Exists(Repository.At(".git")) || facts.ContainsKey("Commit"))
        {
            facts.GetValueOrDefault("Commit", "no commit").ShouldMatch("^[0-9a-f]{40}$");
        }

        facts["Host"].ShouldBe("simulated: 1 × worker (2 cores, 4096 MiB)");
        facts["Definition"].ShouldBe(PageSeenTests.SweepDefinition);
        facts["Definition SHA-256"].ShouldMatch("^[0-9a-f]{64}$");
    }

    /// <summary>Only <c>provenance.json</c> contains times and the host of the computation.</summary>
    [Fact]
    public async Task The_page_does_not_depend_on_the_machine_or_time_of_the_computation()
    {
        using TemporaryFolder folder = new();
        string page = ExperimentPage.Create(await PageSeenTests.RunAsync(folder, folder.Write("sweep.yaml", PageSeenTests.SweepDefinition))).ToHtml();
        string file = folder.At("data", "words-001", "provenance.json");
        string before = await File.ReadAllTextAsync(file);

        JsonObject provenance = JsonNode.Parse(before)!.AsObject();
        foreach (string fact in new[] { "started", "ended", "host", "runtime" })
        {
            provenance[fact]!.GetValue<string>().ShouldNotBeEmpty();
            provenance[fact] = "2001-02-03T04:05:06+00:00";
        }

        await File.WriteAllTextAsync(file, provenance.ToJsonString());

        ExperimentPage.Create(ExperimentFolder.Open(folder.At("data", "words-001")).ReadData()).ToHtml().ShouldBe(page);
    }

    [Fact]
    public void A_page_with_a_thousand_points_compares_some_and_counts_the_omitted_ones()
    {
        PointData[] points = [.. Enumerable.Range(0, 1_000).Select(number => Point($"p{number}", History(1, 1, 5, number), History(2, 1, 5, number + 1)))];

        ChartSection compared = ExperimentPage.Create(Data(points)).Sections.Single(section => section.Title == "Points compared");

        // Five measures of each of 40 points; the first point is the baseline.
        compared.Table!.Rows.Count.ShouldBe(40 * 5);
        compared.Text.ShouldEndWith("959 more points not shown.");
    }

    [Fact]
    public void A_page_lists_up_to_100_failed_runs_and_counts_the_omitted_ones()
    {
        RunHistory[] runs = [.. Enumerable.Range(1, 130).Select(number => new RunHistory(number, RunOutcome.Failed, "why"))];

        ChartSection failures = ExperimentPage.Create(Data([Point("base", runs)])).Sections.Single(section => section.Title == "Runs that did not complete");

        failures.Table!.Rows.Count.ShouldBe(100);
        failures.Text.ShouldBe("30 more runs not shown.");
    }

    [Fact]
    public void The_downtime_of_a_machine_is_marked_whatever_the_event_text_is()
    {
        RunHistory run = History(1, 1, 100, 1) with
        {
            Events =
            [
                new HistoryEvent(TimeSpan.FromSeconds(10), "node", "a works") { Node = "a", IsNodeUp = true },
                new HistoryEvent(TimeSpan.FromSeconds(20), "node", "gone") { Node = "a", IsNodeUp = false },
                new HistoryEvent(TimeSpan.FromSeconds(30), "node", "here it is") { Node = "b", IsNodeUp = true },
                new HistoryEvent(TimeSpan.FromSeconds(50), "node", "and again") { Node = "a", IsNodeUp = true },
                new HistoryEvent(TimeSpan.FromSeconds(70), "node", "no more") { Node = "b", IsNodeUp = false },
            ],
        };

        Chart chart = ExperimentPage.Create(Data([Point("base", run)])).Sections[^1].Charts[0];

        chart.Annotations!.Spans.ShouldBe([new ChartSpan(20, 50), new ChartSpan(70, 100)]);
    }

    [Fact]
    public void Latency_between_machines_is_shown_as_a_chart_and_a_table_in_milliseconds()
    {
        RunHistory run = Network(["a", "b", "c"], [("a b", 0.001), ("a c", 0.15), ("b c", double.NaN)]);

        ChartSection network = ExperimentPage.Create(Data([Point("base", run)])).Sections[^1];

        network.Title.ShouldBe("Latency between machines, base, run 1");
        network.Table!.Columns.ShouldBe(["", "a", "b", "c"]);
        network.Table.Rows.Select(row => string.Join('|', row)).ShouldBe(["a||1|150", "b|1||", "c|150||"]);
        network.Charts[0].Unit.ShouldBe("ms");
        network.Charts[0].Lines.Select(line => (line.Name, line.Points[0].Value)).ShouldBe([("c", 3000.0), ("b", 2000.0), ("a", 1000.0), ("between task managers", 500.0)]);
    }

    [Fact]
    public void Only_the_machines_with_the_highest_latency_are_shown_if_there_are_many()
    {
        string[] names = [.. Enumerable.Range(1, 20).Select(number => $"m{number}")];

        ChartSection network = ExperimentPage.Create(Data([Point("base", Network(names, []))])).Sections[^1];

        network.Table!.Rows.Select(row => string.Join('|', row)).ShouldBe(Enumerable.Range(9, 12).Reverse().Select(number => $"m{number}|{number}000"));
        network.Charts[0].Lines.Count.ShouldBe(8);
        network.Text.ShouldEndWith("The picture has the 7 machines farthest from the others.");
    }

    [Fact]
    public void A_run_without_measured_latency_has_no_latency_section() =>
        ExperimentPage.Create(Data([Point("base", History(1, 1, 5, 1))])).Sections.ShouldAllBe(section => !section.Title.StartsWith("Latency between", StringComparison.Ordinal));

    /// <summary>A run with a latency of 1 s to the first machine, 2 s to the second, and so on.</summary>
    private static RunHistory Network(string[] machines, (string Pair, double Seconds)[] pairs)
    {
        using MemoryStream stream = new();
        using HistoryWriter writer = new(stream);
        ValueList<SeriesKey> series = [new("network_latency", ""), .. machines.Select(machine => new SeriesKey("network_latency", machine)), .. pairs.Select(pair => new SeriesKey("link_latency", pair.Pair))];
        writer.RecordSample(TimeSpan.FromSeconds(5), series, [0.5, .. machines.Select((_, index) => 1.0 + index), .. pairs.Select(pair => pair.Seconds)]);
        writer.End(RunOutcome.Completed);
        return HistoryReader.Read(stream.ToArray(), 1);
    }

    /// <summary>A run with two samples: one with one instance, and one with two instances.</summary>
    private static RunHistory Both(int number, double first, double second)
    {
        using MemoryStream stream = new();
        using HistoryWriter writer = new(stream);
        writer.RecordSample(TimeSpan.FromSeconds(5), Series, [first, 0, 0.25, 1, first, 500, 0]);
        writer.RecordSample(TimeSpan.FromSeconds(10), Series, [second, 0, 0.25, 2, second, 500, 0]);
        writer.End(RunOutcome.Completed);
        return HistoryReader.Read(stream.ToArray(), number);
    }

    private static ExperimentData Data(PointData[] points) => new("by-hand-001", "join") { Runs = 1, Points = [.. points] };

    private static PointData Point(string name, params RunHistory[] runs) => new(name, ValueMap<string>.Empty, runs);

    /// <summary>A run with one sample, in which the task processed all records.</summary>
    private static RunHistory History(int number, double[] throughput)
    {
        using MemoryStream stream = new();
        using HistoryWriter writer = new(stream);
        foreach ((int index, double value) in throughput.Index())
        {
            writer.RecordSample(TimeSpan.FromSeconds(5 * (index + 1)), Series, [value, 0, 0.25, 1, value, 500, 0]);
        }

        writer.End(RunOutcome.Completed);
        return HistoryReader.Read(stream.ToArray(), number);
    }

    private static RunHistory History(int number, int parallelism, double at, double throughput)
    {
        using MemoryStream stream = new();
        using HistoryWriter writer = new(stream);
        writer.RecordSample(TimeSpan.FromSeconds(at), Series, [throughput, 0, 0.25, parallelism, throughput, 500, 0]);
        writer.End(RunOutcome.Completed);
        return HistoryReader.Read(stream.ToArray(), number);
    }
}
