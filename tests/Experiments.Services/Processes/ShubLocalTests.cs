using Scalewright.Experiments.Histories;
using Tests.Shared;

namespace Experiments.Services.Tests.Processes;

/// <summary>The program as a user types it, on nodes of this machine.</summary>
public sealed class ShubLocalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("shub-").FullName;

    private string Temporary => Directory.CreateDirectory(Path.Combine(_folder, "t")).FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [RootFact]
    public void From_nothing_to_a_report_of_real_processes_and_back_to_nothing()
    {
        // The shipped experiment, a little shorter.
        string conf = Path.Combine(_folder, "local.ini");
        string shipped = Repository.At("samples", "Scalehub", "conf");
        File.WriteAllText(conf, File.ReadAllText(Path.Combine(shipped, "local.ini")).Replace("experiments/words.yaml", $"{shipped}/experiments/words.yaml\nduration = 10s", StringComparison.Ordinal));

        Run("-c", conf, "provision").ShouldStartWith("provisioned 4 hosts");
        Run("-c", conf, "experiment", "start").ShouldBe("queued words-001\nwords-001: 1 run completed, 0 failed");
        Run("export");
        Run("plot").ShouldEndWith("report.html");
        Run("destroy").ShouldBe("destroyed");

        string history = Path.Combine(_folder, "experiments-data", "words-001", "base", "run-1.jsonl");
        RunHistory run = HistoryReader.Read(File.ReadAllBytes(history), number: 1, history);
        run.Find("nodes").Values[0].ShouldBe(2);
        string[] counts = [.. run.Marks.Where(mark => mark.Kind == "count").Select(mark => mark.Text)];
        counts.Select(text => text.Split(':')[0]).ShouldBe(["Source", "Count"]);
        counts.ShouldAllBe(text => text.Split(' ')[1] == text.Split("counted ", StringSplitOptions.None)[1].Split(',')[0]);
        File.ReadAllText(Path.Combine(_folder, "experiments-data", "words-001", "export", "marks.csv")).ShouldContain("those who did them counted");
        Directory.EnumerateFileSystemEntries(Temporary, "experiment-*").ShouldBeEmpty("the nodes went with the run");
        RunningPrograms.Of(_folder).ShouldBe("");
    }

    private string Run(params string[] words)
    {
        CommandResult result = Command.Dotnet(_folder, new Dictionary<string, string> { ["TMPDIR"] = Temporary }, [ShubProgram.Path, .. words]);
        result.ExitCode.ShouldBe(0, $"{result.Output}\n{result.Errors}");
        return result.Output;
    }
}
