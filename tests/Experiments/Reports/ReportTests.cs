namespace Experiments.Tests.Reports;

public class ReportTests
{
    private static readonly ValueList<SeriesKey> Series =
    [
        new("throughput", ""),
        new("lag", ""),
        new("latency", ""),
        new("parallelism", ""),
        new("numRecordsInPerSecond", "join"),
        new("busyTimeMsPerSecond", "join"),
        new("hardBackPressuredTimeMsPerSecond", "join"),
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

    [Fact]
    public void The_summary_of_an_export_has_quantiles_of_latencies_capacities_and_a_column_for_each_parameter_that_varies()
    {
        using TemporaryFolder folder = new();
        ExperimentData data = VerdictTests.Data(Vary("0.5", 1000), Vary("0.9", 100));

        TidyExport.Write(data, folder.Root);

        string[][] rows = [.. File.ReadAllLines(folder.At("summary.csv")).Select(line => line.Split(','))];
        string reference = File.ReadAllText(Repository.At("docs", "reference", "cli.md"));
        rows[0]
            [..^1]
            .Where(column => !reference.Contains($"`{column}`", StringComparison.Ordinal))
            .ShouldBeEmpty("the reference of 'export' lacks these columns");
        rows[0]
            [^8..]
            .ShouldBe([
                "latency_p50_s",
                "latency_p95_s",
                "latency_p99_s",
                "latency_max_s",
                "capacity",
                "capacity_margin95",
                "capacity_kind",
                "job.operators.join.skew",
            ]);
        rows[1..].Select(row => string.Join(' ', row[^4..])).ShouldBe(["1000 0 measured 0.5", "100 0 measured 0.9"]);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder.At("summary.json")));
        JsonElement first = json.RootElement.GetProperty("points")[0].GetProperty("summary")[0];
        (first.GetProperty("capacity").GetDouble(), first.GetProperty("capacity_kind").GetString()).ShouldBe((1000, "measured"));

        // A parameter with the same value at all points is not a column.
        static PointData Vary(string skew, double rate) =>
            VerdictTests.Point([
                .. Enumerable.Range(1, 2).Select(number => VerdictTests.Run(number, 10, _ => new(1, 1000, rate, 5000, 1))),
            ]) with
            {
                Name = $"skew={skew}",
                Parameters = ValueMap<string>.Empty.With("job.operators.join.skew", skew).With("runs", "2"),
            };
    }

    // 1772668798 is 2026-03-04T23:59:58Z: date -u -d @1772668798.
    [Fact]
    public void The_Scalehub_export_has_rows_of_5_seconds_from_0_and_the_dates_of_real_runs()
    {
        using TemporaryFolder folder = new();
        using MemoryStream stream = new();
        using HistoryWriter writer = new(stream);
        writer.RecordEvent(new HistoryEvent(TimeSpan.Zero, "clock", "2026-03-04T23:59:58.5000000+00:00"));
        ValueList<SeriesKey> series =
        [
            new("throughput", ""),
            new("parallelism", ""),
            new("numLateRecordsDropped", "join", 0),
            new("numRecordsInPerSecond", "join"),
            new("numRecordsInPerSecond", "join", 0),
        ];
        writer.RecordSample(TimeSpan.FromSeconds(11.001352), series, [9, 1, 3, 10, 10]);
        writer.RecordSample(TimeSpan.FromSeconds(12.0035404), series, [9, 1, 5, 20, 20]);
        writer.RecordSample(TimeSpan.FromSeconds(17.1), series, [9, 2, 7, 40, 40]);
        writer.End(RunOutcome.Completed);
        RunHistory run = HistoryReader.Read(stream.ToArray(), 1);
        ExperimentData data = Data([Point("cpu=1", run), Point("cpu=2", run)]) with
        {
            Node = "pico",
            Config = ValueMap<string>.Empty.With("experiment.runs", "3"),
        };

        ValueList<string> written = ScalehubExport.Write(data, folder.Root);

        written
            .Select(path => Path.GetRelativePath(folder.Root, path))
            .ShouldBe(["2026-03-04/res_exp_pico_1/cpu=1/1", "2026-03-04/res_exp_pico_1/cpu=2/1"]);
        File.ReadAllLines(Path.Combine(written[0], "final_df.csv"))
            .ShouldBe([
                ",flink_taskmanager_job_task_operator_numLateRecordsDropped,flink_taskmanager_job_task_numRecordsInPerSecond,Parallelism",
                ",join,join,",
                "seconds,0,0,",
                "0,4,15,1",
                "5,7,40,2",
            ]);
        File.ReadAllLines(Path.Combine(written[0], "export", "flink_taskmanager_job_task_numRecordsInPerSecond_export.csv"))[0]
            .ShouldBe("flink_taskmanager_job_task_numRecordsInPerSecond,1772668809,10");
        Directory
            .GetFiles(Path.Combine(written[0], "export"), "*.csv")
            .Select(Path.GetFileName)
            .ShouldBe(
                [
                    "flink_taskmanager_job_task_operator_numLateRecordsDropped_export.csv",
                    "flink_taskmanager_job_task_numRecordsInPerSecond_export.csv",
                ],
                ignoreOrder: true
            );
        string log = File.ReadAllText(Path.Combine(written[0], "exp_log.json"));
        log.ShouldContain("\"start\": 1772668798,");
        log.ShouldContain("\"experiment.runs\": 3");
    }

    [Fact]
    public void The_headline_is_the_verdict_and_the_first_text_of_the_page()
    {
        ExperimentData data = VerdictTests.Data(
            VerdictTests.Point(
                VerdictTests.Run(1, 10, _ => new(1, 1000, 1000, 0, 0.5)),
                VerdictTests.Run(2, 10, _ => new(1, 1000, 1000, 0, 0.5))
            )
        );

        ExperimentHeadline.Create(data).ShouldBe("join keeps up with the peak load of 1,000 records/s with 1 instance.");
        ExperimentPage.Create(data).Verdict!.Sentence.ShouldBe(ExperimentHeadline.Create(data));
    }

    [Fact]
    public void The_verdict_has_no_interval_for_one_run_and_no_result_without_runs()
    {
        ExperimentVerdict
            .Create(VerdictTests.Data(VerdictTests.Point(VerdictTests.Run(1, 5, _ => new(1, 1000, 1000, 0, 0.5)))))
            .Note.ShouldStartWith("There are no intervals: they need two runs, or more samples.");
        ExperimentHeadline.Create(Data([Point("base")])).ShouldStartWith("No result: 0 of 1 run completed");
    }

    // Batches of four samples have means of 100 to 109, whose deviation is 3.02765. With t = 2.26216 for nine degrees of
    // freedom (mpmath), 2.26216 * 3.02765 / sqrt 10 is 2.166. The first two samples are those of the start.
    [Fact]
    public void A_single_run_with_enough_samples_has_an_interval_of_its_batch_means()
    {
        ExperimentData data = VerdictTests.Data(
            VerdictTests.Point(VerdictTests.Run(1, 42, at => new(1, 1000, at < 2 ? 1 : 100.0 + ((at - 2) / 4), 5000, 1)))
        );

        ExperimentVerdict verdict = ExperimentVerdict.Create(data with { Limits = new VerdictLimits { MinChange = 0.5 } });

        verdict.Note.ShouldStartWith("± is the 95 % interval over 10 batch means of the run.");
        verdict.Points[0].Capacities[0].MarginOfError.ShouldBe(2.166, 0.001);
        ExperimentSummary.Create(data)[0].Throughput.MarginOfError.ShouldBe(double.NaN, "exports have no interval of one run");
    }

    // Means of 100, 110 and 120 have a deviation of 10: 4.303 * 10 / sqrt 3 is 24.84.
    [Fact]
    public void A_confidence_interval_is_the_same_in_table_chart_and_verdict()
    {
        ExperimentData data = VerdictTests.Data(
            VerdictTests.Point([
                .. new[] { 100.0, 110, 120 }.Select(
                    (rate, index) => VerdictTests.Run(index + 1, 20, at => new(at < 10 ? 1 : 2, 1000, at < 10 ? rate : 2 * rate, 5000, 1))
                ),
            ])
        );

        ChartSection section = ExperimentPage.Create(data).Sections[0];

        section.Table!.Rows[0].ShouldBe(["1", "110 ± 25", "measured", "no", "–"]);
        ChartSpread spread = section.Spreads[0].Series[0].Spreads[0];
        (spread.High - spread.Center).ShouldBe(24.84, 0.01);
        ExperimentVerdict.Create(data).Sentence.ShouldContain("it processes 220 ± 50 records/s");
    }

    /// <summary>The runs are behind for 20 s, 40 s, 20 s and 5 s: the median of an even number is the lower one, and two runs have it.</summary>
    [Fact]
    public void The_page_draws_the_first_run_with_the_median_time_behind_and_states_this()
    {
        int[] behind = [4, 8, 4, 1];
        RunHistory[] runs =
        [
            .. behind.Select(
                (count, index) => VerdictTests.Run(index + 1, 20, at => new(1, 1000, 1000, at >= 10 && at < 9 + count ? 5000 : 0, 0.5))
            ),
        ];

        ChartSection drawn = ExperimentPage
            .Create(VerdictTests.Data(VerdictTests.Point(runs)))
            .Sections.Single(section => section.Title == "One run over time");

        drawn.Panels.Single().Title.ShouldBe("Run 1");
        drawn.Text.ShouldBe("Run 1 of 4: the one with the median time behind, 20 s. Red areas: the job is down.");
    }

    [Fact]
    public void One_run_is_drawn_as_four_panels_with_its_downtime_changes_and_faults()
    {
        RunHistory run = VerdictTests.Run(
            1,
            20,
            at => new(at is 4 or 5 ? 0 : 2, 1000, 1000, at is 4 or 5 ? 3000 : 0, 0.5),
            new HistoryEvent(TimeSpan.FromSeconds(20), "scale", "to 2"),
            new HistoryEvent(TimeSpan.FromSeconds(60), "fault", "freeze")
        );

        PanelChart chart = ExperimentPage
            .Create(VerdictTests.Data(VerdictTests.Point(run)))
            .Sections.Single(section => section.Title == "One run over time")
            .Panels.Single();

        chart
            .Panels.Select(panel => panel.Title)
            .ShouldBe(["Load and throughput, records/s", "Backlog, seconds of load", "Latency (log scale)", "Instances"]);
        chart.Panels[1].Lines[0].Points.Max(point => point.Value).ShouldBe(3);
        chart.Annotations!.Spans.ShouldBe([new ChartSpan(20, 25), new ChartSpan(25, 30)]);
        chart.Events.ShouldBe([new ChartEvent(20, "to 2"), new ChartEvent(60, "freeze") { IsFault = true }]);
    }

    // The design: hollow dots for what is estimated, filled ones for what is measured, and the peak load as a line.
    [Fact]
    public void The_capacity_chart_has_hollow_dots_for_estimates_and_the_peak_load_as_a_line()
    {
        RunHistory Course(int number) =>
            VerdictTests.Run(number, 30, at => at < 15 ? new(1, 600, 600, 0, 0.6) : new(2, 2000, 1800, 9000, 1));

        SpreadChart chart = ExperimentPage.Create(VerdictTests.Data(VerdictTests.Point(Course(1), Course(2)))).Sections[0].Spreads.Single();

        chart.Reference.ShouldBe(new ChartReference(2000, "peak load 2,000/s"));
        ChartSpreadSeries series = chart.Series.Single();
        (series.Name, series.HollowName, series.IsConnected).ShouldBe(("measured", "estimated", true));
        series.Spreads.Select(spread => (spread.Text, spread.IsHollow)).ShouldBe([("≈ 1,000", true), ("1,800", false)]);
    }

    [Fact]
    public void Points_that_differ_in_one_numeric_parameter_have_it_as_the_chart_axis()
    {
        PointData[] points =
        [
            .. new[] { "500", "1000", "4000" }.Select(rate =>
                VerdictTests.Point($"rate={rate}", VerdictTests.Run(1, 10, _ => new(1, 1000, 1000, 0, 0.1))) with
                {
                    Parameters = ValueMap<string>.Empty.With("rate", rate),
                }
            ),
        ];

        ValueList<SpreadChart> pictures = ExperimentPage.Create(Data(points)).Sections[0].Spreads;

        pictures.Count.ShouldBe(1);
        pictures.ShouldAllBe(picture =>
            picture.CategoryAxisTitle == "rate" && picture.Categories.SequenceEqual(new[] { "500", "1000", "4000" })
        );
    }

    [Fact]
    public async Task The_page_lists_version_commit_seed_host_and_definition()
    {
        using TemporaryFolder folder = new();
        ExperimentData data = await PageSeenTests.RunAsync(folder, folder.Write("sweep.yaml", PageSeenTests.SweepDefinition));

        Dictionary<string, string> facts = ExperimentPage
            .Create(data)
            .Facts.ToDictionary(fact => fact.Name, fact => fact.Text, StringComparer.Ordinal);

        facts["Seed"].ShouldBe("42");
        facts["Scalewright"]
            .ShouldBe(System.Xml.Linq.XDocument.Load(Repository.At("Directory.Build.props")).Descendants("Version").Single().Value);
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
        string page = ExperimentPage
            .Create(await PageSeenTests.RunAsync(folder, folder.Write("sweep.yaml", PageSeenTests.SweepDefinition)))
            .ToHtml();
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
    public void A_page_lists_up_to_100_failed_runs_and_counts_the_omitted_ones()
    {
        RunHistory[] runs = [.. Enumerable.Range(1, 130).Select(number => new RunHistory(number, RunOutcome.Failed, "why"))];

        ChartSection failures = ExperimentPage
            .Create(Data([Point("base", runs)]))
            .Sections.Single(section => section.Title == "Runs that did not complete");

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

        Chart chart = ExperimentPage
            .Create(Data([Point("base", run)]))
            .Sections.Single(section => section.Title == "Machines and other metrics of run 1")
            .Charts[0];

        chart.Annotations!.Spans.ShouldBe([new ChartSpan(20, 50), new ChartSpan(70, 100)]);
    }

    [Fact]
    public void Only_runs_that_may_still_end_are_waited_for()
    {
        RunHistory stopped = History(1, 1, 1, 1) with { Outcome = RunOutcome.Stopped, Reason = "the run was stopped" };
        RunHistory failed = History(3, 1, 1, 1) with { Outcome = RunOutcome.Failed, Reason = "no job" };
        ExperimentData data = Data([Point("base", stopped, stopped with { Number = 2 }, failed)]) with { Runs = 4 };

        data.Check("data/words-001")
            .Select(problem => $"{problem.Message}; {problem.Advice}")
            .ShouldBe([
                "left out: 2 runs (base run 1, base run 2): they were stopped; run the definition again",
                "left out: base run 3: failed, no job; run the definition again",
                "left out: base run 4: it never began, or its file was removed; let it end, or run the definition again",
            ]);
    }

    [Fact]
    public void Latency_between_machines_is_shown_as_a_chart_and_a_table_in_milliseconds()
    {
        RunHistory run = Network(["a", "b", "c"], [("a b", 0.001), ("a c", 0.15), ("b c", double.NaN)]);

        ChartSection network = ExperimentPage.Create(Data([Point("base", run)])).Sections[^1];

        network.Title.ShouldBe("Latency between machines, run 1");
        network.Text.ShouldEndWith("The table has the last estimates of the run.");
        network.Table!.Columns.ShouldBe(["", "a", "b", "c"]);
        network.Table.Rows.Select(row => string.Join('|', row)).ShouldBe(["a||1|150", "b|1||", "c|150||"]);
        network.Charts[0].Unit.ShouldBe("ms");
        network
            .Charts[0]
            .Lines.Select(line => (line.Name, line.Points[0].Value))
            .ShouldBe([("c", 3000.0), ("b", 2000.0), ("a", 1000.0), ("between task managers", 500.0)]);
    }

    [Fact]
    public void Only_the_machines_with_the_highest_latency_are_shown_if_there_are_many()
    {
        string[] names = [.. Enumerable.Range(1, 20).Select(number => $"m{number}")];

        ChartSection network = ExperimentPage.Create(Data([Point("base", Network(names, []))])).Sections[^1];

        network
            .Table!.Rows.Select(row => string.Join('|', row))
            .ShouldBe(Enumerable.Range(9, 12).Reverse().Select(number => $"m{number}|{number}000"));
        network.Charts[0].Lines.Count.ShouldBe(8);
        network.Text.ShouldEndWith("The picture has the 7 machines farthest from the others.");
    }

    [Fact]
    public void A_run_without_measured_latency_has_no_latency_section() =>
        ExperimentPage
            .Create(Data([Point("base", History(1, 1, 5, 1))]))
            .Sections.ShouldAllBe(section => !section.Title.StartsWith("Latency between", StringComparison.Ordinal));

    /// <summary>A run with a latency of 1 s to the first machine, 2 s to the second, and so on.</summary>
    private static RunHistory Network(string[] machines, (string Pair, double Seconds)[] pairs)
    {
        using MemoryStream stream = new();
        using HistoryWriter writer = new(stream);
        ValueList<SeriesKey> series =
        [
            new("network_latency", ""),
            .. machines.Select(machine => new SeriesKey("network_latency", machine)),
            .. pairs.Select(pair => new SeriesKey("link_latency", pair.Pair)),
        ];
        writer.RecordSample(
            TimeSpan.FromSeconds(5),
            series,
            [0.5, .. machines.Select((_, index) => 1.0 + index), .. pairs.Select(pair => pair.Seconds)]
        );
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
