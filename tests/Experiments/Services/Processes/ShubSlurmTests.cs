namespace Experiments.Services.Tests.Processes;

/// <summary>Tests an experiment whose processes are Slurm jobs. A line of its INI file selects the partition.</summary>
public sealed class ShubSlurmTests(SlurmLab lab) : IClassFixture<SlurmLab>
{
    private static string Definition => Repository.At("samples", "Scalehub", "conf", "experiments", "words.yaml");

    [MachineFact("slurm")]
    public void An_experiment_runs_as_Slurm_jobs_with_matching_record_counts_and_leaves_nothing()
    {
        string agents = Directory.CreateDirectory(lab.At("agents")).FullName;
        string definition = Write(
            "words.yaml",
            File.ReadAllText(Definition)
                .Replace("processes: {work: sleep}", $"processes: {{work: sleep, folder: {agents}}}", StringComparison.Ordinal)
        );
        string conf = Write(
            "slurm.ini",
            File.ReadAllText(Repository.At("samples", "Scalehub", "conf", "local.ini"))
                .Replace(
                    "definition = experiments/words.yaml",
                    $"definition = {definition}\nduration = 10s\nslurm = main",
                    StringComparison.Ordinal
                )
        );

        Run(conf, "provision").ShouldStartWith("provisioned 4 hosts");
        Run(conf, "experiment", "start").ShouldBe("queued words-001\nwords-001: 1 run completed, 0 failed");

        string history = lab.At(Path.Combine("experiments-data", "words-001", "base", "run-1.jsonl"));
        RunHistory run = HistoryReader.Read(File.ReadAllBytes(history), number: 1, history);
        string[] counts = [.. run.Events.Where(historyEvent => historyEvent.Kind == "count").Select(historyEvent => historyEvent.Text)];
        counts.Select(text => text.Split(':')[0]).ShouldBe(["Source", "Count"]);
        // Each text reports the records that are done, and the sum that the instances counted.
        counts.ShouldAllBe(text => text.Split(' ')[1] == text.Split("counted ", StringSplitOptions.None)[1].Split(',')[0]);
        run.Find("nodes").Values[0].ShouldBe(2);
        Directory.EnumerateFileSystemEntries(agents).ShouldBeEmpty();
        Command.Run("squeue", lab.At(""), Variables(), "--noheader", "--states=PENDING,RUNNING").Output.ShouldBe("");
    }

    private Dictionary<string, string> Variables() => lab.Options.Environment.ToDictionary(StringComparer.Ordinal);

    private string Write(string name, string text)
    {
        string path = lab.At(name);
        File.WriteAllText(path, text);
        return path;
    }

    private string Run(string conf, params string[] arguments)
    {
        ProgramResult result = Command.Dotnet(lab.At(""), Variables(), [ShubProgram.Path, "-c", conf, .. arguments]);
        result.ExitCode.ShouldBe(0, $"{result.Output}\n{result.Errors}");
        return result.Output;
    }
}
