using Scalewright.Providers.Slurm;

namespace Sweeps.Tests;

[Collection(SlurmTurns.Name)]
public sealed class ExperimentSweepTests(SlurmLab lab)
{
    private const string Definition = WordCount.Definition + """
        runs: 2
        duration: 1m
        matrix: {load.words.rate: [500, 1000, 2000]}
        """;

    // The first element that starts is killed at once, as if its machine failed.
    private const string DieOnce = """mkdir "$0" 2>/dev/null && kill -9 $$; exec "$@" """;

    private static string Configuration => AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";

    private static ValueList<string> Element => ["dotnet", Repository.At("src", "Sdk", "Tool", "bin", Configuration, "net10.0", "Scalewright.Tool.dll")];

    [MachineFact("slurm")]
    public async Task A_matrix_on_Slurm_with_a_killed_element_gives_the_same_bytes_as_threads_of_one_process()
    {
        ExperimentFolder alone = Create("alone");
        await new ExperimentSweep(alone) { MaxDegreeOfParallelism = 2 }.RunAsync();
        ExperimentFolder shared = Create("shared");
        SlurmSweepEngine engine = new(lab.Options, ["sh", "-c", DieOnce, lab.At("killed"), .. Element]);

        ExperimentSweepResult tally = await new ExperimentSweep(shared) { Engine = engine, ChunkSize = 2 }.RunAsync();

        Assert.Equal(new ExperimentSweepResult(6, 0, ""), tally);
        Assert.True(Directory.Exists(lab.At("killed")));
        string[] histories = Histories(alone);
        Assert.Equal(6, histories.Length);
        Assert.Equal(histories, Histories(shared));
        Assert.All(histories, file => Assert.Equal(File.ReadAllBytes(Path.Combine(alone.FullPath, file)), File.ReadAllBytes(Path.Combine(shared.FullPath, file))));
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task Runs_that_no_element_completes_are_reported_and_completed_by_the_next_call()
    {
        using TemporaryFolder folder = new();
        ExperimentFolder experiment = Create("words", folder);

        ExperimentSweepResult none = await new ExperimentSweep(experiment) { Engine = new ProcessSweepEngine(["false"]) }.RunAsync();
        ExperimentSweepResult all = await new ExperimentSweep(experiment) { Engine = new ProcessSweepEngine(Element), ChunkSize = 6 }.RunAsync();

        Assert.Equal((0, 6), (none.CompletedCount, none.FailedCount));
        Assert.Contains("its element exited with code 1", none.Reason, StringComparison.Ordinal);
        Assert.Equal(new ExperimentSweepResult(6, 0, ""), all);
    }

    private static string[] Histories(ExperimentFolder folder) =>
        [.. Directory.EnumerateFiles(folder.FullPath, "run-*.jsonl", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder.FullPath, file)).Order(StringComparer.Ordinal)];

    private static ExperimentFolder Create(string data, TemporaryFolder folder)
    {
        string file = folder.Write("words.yaml", Definition);
        return ExperimentFolder.Create(folder.At(data), ExperimentBundle.Load(file), TimeProvider.System);
    }

    private ExperimentFolder Create(string data)
    {
        File.WriteAllText(lab.At("words.yaml"), Definition);
        return ExperimentFolder.Create(lab.At(data), ExperimentBundle.Load(lab.At("words.yaml")), TimeProvider.System);
    }
}
