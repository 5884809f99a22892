namespace Experiments.Tests.Histories;

public class ExperimentFolderTests
{
    [Fact]
    public void Folders_created_concurrently_have_unique_names_and_are_complete()
    {
        using TemporaryFolder data = new();
        string[] names = new string[64];
        Barrier start = new(4);
        Thread[] makers =
        [
            .. Enumerable
                .Range(0, 4)
                .Select(maker => new Thread(() =>
                {
                    start.SignalAndWait();
                    for (int index = maker; index < names.Length; index += 4)
                    {
                        names[index] = Create(data.Root).Name;
                    }
                })),
        ];
        Array.ForEach(makers, maker => maker.Start());
        Array.ForEach(makers, maker => maker.Join());

        names.Order(StringComparer.Ordinal).ShouldBe(Enumerable.Range(1, 64).Select(number => $"join-{number:000}"));
        ExperimentFolder.List(data.Root).Select(folder => folder.ReadData().Name).ShouldBe(names.Order(StringComparer.Ordinal));
        Directory.EnumerateFileSystemEntries(data.Root).Count().ShouldBe(64);
    }

    [Fact]
    public void A_folder_records_when_it_was_created()
    {
        using TemporaryFolder data = new();
        DateTimeOffset before = TimeProvider.System.GetUtcNow();

        Create(data.Root).GetStartTime().ShouldBeInRange(before, TimeProvider.System.GetUtcNow());
    }

    [Theory]
    [InlineData("bundle.json", "null")]
    [InlineData("bundle.json", "{}")]
    [InlineData("bundle.json", """{"files": null, "overrides": {}}""")]
    [InlineData("bundle.json", """{"files": [null], "overrides": {}}""")]
    [InlineData("bundle.json", """{"files": ["a", "b"], "overrides": {}}""")]
    [InlineData("bundle.json", """{"files": [], "overrides": {"runs": null}}""")]
    [InlineData("bundle.json", null)]
    [InlineData("definition.yaml", null)]
    public void A_damaged_bundle_is_reported_with_its_path(string file, string? text)
    {
        using TemporaryFolder data = new();
        ExperimentFolder folder = Create(data.Root);
        Damage(folder, file, text);

        ValueList<Problem> problems = Should.Throw<ExperimentException>(folder.ReadBundle).Problems;
        problems.ShouldNotBeEmpty();
        problems.ShouldAllBe(problem => problem.Source.StartsWith(folder.FullPath, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"runs\": 1", "\"runs\": 2000000000", "runs: 2000000000 is outside of 1 to 1000")]
    [InlineData("\"runs\": 1", "\"runs\": -1", "runs: -1 is outside of 1 to 1000")]
    [InlineData("\"runs\": 1", "\"runs\": \"one\"", ":6:16 runs: its value is missing, or of another kind")]
    [InlineData("\"runs\": 1", "\"runs\": 1,,", "it is not JSON")]
    [InlineData("\"warm_up_seconds\": 20", "\"warm_up_seconds\": 1e300", "warm_up_seconds: 1E+300 is outside of 0 to 2678400")]
    [InlineData("\"warm_up_seconds\": 20", "\"warm_up_seconds\": -1", "warm_up_seconds: -1 is outside of 0 to 2678400")]
    [InlineData("\"cool_down_seconds\": 0", "\"cool_down_seconds\": 1e12", "cool_down_seconds: 1000000000000 is outside of 0 to 2678400")]
    [InlineData("\"name\": \"base\"", "\"name\": \"../../base\"", "points.0.name: '../../base' is not a name of a folder")]
    [InlineData("\"name\": \"base\"", "\"name\": null", "points[0].name: its value is missing, or of another kind")]
    [InlineData("\"parameters\": {}", "\"parameters\": {\"a\": null}", "points.0.parameters.a: it is null")]
    [InlineData("\"task\": \"join\"", "\"tusk\": \"join\"", "task: is missing")]
    public void A_damaged_experiment_file_is_reported_with_the_invalid_key(string found, string instead, string told)
    {
        using TemporaryFolder data = new();
        ExperimentFolder folder = Create(data.Root);
        string text = File.ReadAllText(Path.Combine(folder.FullPath, "experiment.json"));
        text.ShouldContain(found);
        Damage(folder, "experiment.json", text.Replace(found, instead, StringComparison.Ordinal));

        ValueList<Problem> problems = Should.Throw<ExperimentException>(folder.ReadData).Problems;

        problems.ShouldAllBe(problem =>
            problem.Code == ProblemCode.StateCorrupt && problem.Advice.EndsWith("restore the file from a backup", StringComparison.Ordinal)
        );
        problems[0].ToString().ShouldContain($"{told};");
    }

    // Folders of earlier versions lack these keys.
    [Fact]
    public void Keys_missing_in_files_of_earlier_versions_are_read_as_empty()
    {
        using TemporaryFolder data = new();
        ExperimentFolder folder = Create(data.Root);
        Damage(folder, "bundle.json", """{"files": [], "overrides": {}}""");
        string text = File.ReadAllText(Path.Combine(folder.FullPath, "experiment.json"));
        Damage(folder, "experiment.json", text[..text.IndexOf("\"node\"", StringComparison.Ordinal)].TrimEnd(' ', ',', '\n') + "}");

        ExperimentData read = folder.ReadData();

        (read.Node, read.Config.Count, read.Provenance!.Host).ShouldBe(("", 0, HostOf(folder)));
        folder.ReadBundle().Machines.ShouldBeEmpty();
    }

    // The load of the first minute is above the capacity, and its records are done after about 135 s.
    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task An_automatic_warm_up_excludes_the_transient_at_the_start_of_all_runs()
    {
        using TemporaryFolder data = new();

        ExperimentData read = await RunTransientAsync(data, "auto");

        // M/M/1: 1 ms / (1 - 0.6) is 2.5 ms. With the transient the mean is about a second.
        read.Points[0].WarmUpPeriod!.Value.TotalSeconds.ShouldBeInRange(100, 400);
        read.WarmUpPeriod.ShouldBe(read.Points[0].WarmUpPeriod!.Value);
        ExperimentSummary.Create(read)[0].LatencySeconds.Mean.ShouldBe(0.0025, 0.0002);
        ExperimentVerdict.Create(read).Note.ShouldNotContain("too short");
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task The_result_names_a_warm_up_that_is_too_short()
    {
        using TemporaryFolder brief = new();
        using TemporaryFolder enough = new();

        ExperimentVerdict
            .Create(await RunTransientAsync(brief, "30s"))
            .Note.ShouldMatch(
                @"The warm-up is too short at 1 point: at base, the transient at the start lasts [1-3]\d\d s \(MSER-5\), the warm-up 30 s\.$"
            );
        ExperimentVerdict.Create(await RunTransientAsync(enough, "4m")).Note.ShouldNotContain("too short");
    }

    private static async Task<ExperimentData> RunTransientAsync(TemporaryFolder data, string warmUp)
    {
        string definition = $$"""
            name: transient
            runs: 3
            duration: 20m
            warm_up: {{warmUp}}
            nodes: [{kind: vm, count: 1, cores: 2}]
            job:
              topics: [{name: in}]
              operators: [{name: work, topic: in, cpu_time: 1ms}]
            load: [{name: users, topic: in, shape: steps, steps: [{rate: 1500, duration: 60s}, {rate: 600, duration: 20m}]}]
            """;
        ExperimentDefinition read = new ExperimentBundle(Encoding.UTF8.GetBytes(definition)).Read();
        ExperimentFolder folder = ExperimentFolder.Create(data.Root, read, TimeProvider.System);
        foreach (int run in Enumerable.Range(1, 3))
        {
            using HistoryWriter writer = folder.BeginRun("base", run);
            RunResult result = await SimulatedRun.RunAsync(read.Experiments[0], run, writer);
            writer.End(result.Outcome, result.Reason);
        }

        return folder.ReadData();
    }

    [Fact]
    public void Each_point_stores_its_own_warm_up_and_cool_down_period()
    {
        using TemporaryFolder data = new();
        ExperimentBundle bundle = new(Encoding.UTF8.GetBytes(Definitions.Join + "\nmatrix: {warm_up: [10s, 2m], cool_down: [0s, 5s]}\n"));

        ExperimentData read = ExperimentFolder.Create(data.Root, bundle.Read(), TimeProvider.System).ReadData();

        read.Points.Select(point => (point.WarmUpPeriod?.TotalSeconds, point.CoolDownPeriod?.TotalSeconds))
            .ShouldBe([(10, 0), (10, 5), (120, 0), (120, 5)], ignoreOrder: true);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(4_050)]
    [InlineData(4_096)]
    [InlineData(20_000)]
    public void The_completion_of_a_run_is_detected_whatever_the_length_of_its_last_line(int length)
    {
        using TemporaryFolder data = new();
        ExperimentFolder folder = Create(data.Root);
        using (HistoryWriter writer = folder.BeginRun("base", 1))
        {
            writer.RecordEvent(new HistoryEvent(TimeSpan.Zero, "load", "in"));
            writer.End(RunOutcome.Failed, new string('x', length));
        }

        folder.IsRunCompleted("base", 1).ShouldBeTrue();
        using (HistoryWriter writer = folder.BeginRun("base", 1))
        {
            writer.RecordEvent(new HistoryEvent(TimeSpan.Zero, "load", new string('x', length)));
        }

        folder.IsRunCompleted("base", 1).ShouldBeFalse();
    }

    [Fact]
    public void A_bundle_of_an_incomplete_definition_includes_files_that_only_later_points_reference()
    {
        using TemporaryFolder folder = new();
        string rest = Definitions
            .Join.Replace("nodes:\n  - {kind: pico, count: 3, cores: 4}\n", "", StringComparison.Ordinal)
            .Replace("shape: constant, rate: 2500", "shape: trace, file: a.csv", StringComparison.Ordinal);
        string path = folder.Write("join.yaml", rest + "\nmatrix:\n  load.vehicles.file: [a.csv, b.csv]\n");
        folder.Write("a.csv", "time,load\n0,100\n60,200\n");
        folder.Write("b.csv", "time,load\n0,300\n60,400\n");

        ExperimentDefinition read = ExperimentDefinition.Load(path);

        read.Experiments.ShouldBeEmpty();
        read.Bundle.Files.Keys.ShouldBe(["a.csv", "b.csv"]);
    }

    private static ExperimentFolder Create(string data) =>
        ExperimentFolder.Create(data, new ExperimentBundle(Encoding.UTF8.GetBytes(Definitions.Join)).Read(), TimeProvider.System);

    private static string HostOf(ExperimentFolder folder) =>
        System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(Path.Combine(folder.FullPath, "provenance.json")))![
            "host"
        ]!.GetValue<string>();

    private static void Damage(ExperimentFolder folder, string file, string? text)
    {
        string path = Path.Combine(folder.FullPath, file);
        if (text is null)
        {
            File.Delete(path);
        }
        else
        {
            File.WriteAllText(path, text);
        }
    }
}
