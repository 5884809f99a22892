using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Scalewright.Experiments.Histories;
using Ssh.Tests.Lab;
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

    [RootFact(RootFactAttribute.Tap)]
    public async Task A_program_that_is_killed_leaves_no_machine_no_fault_and_no_file()
    {
        using Process shub = Start("""
            nodes: [{kind: pico, count: 2}]
            links: [{from: pico-1, to: broker, latency: 5ms}]
            faults: [{at: 1s, freeze: pico-2}, {at: 1s, isolate: pico-1}]
            """);

        // What is done to a node stands beside its mark: one stands still, and the link of the other is cut as well as slow.
        await Poll.UntilAsync(() => shub.HasExited || (Holds("paused", "") && Holds("shape.json", "\"both\"")));
        shub.HasExited.ShouldBeFalse(shub.HasExited ? await shub.StandardError.ReadToEndAsync() : "");
        string bridge = BridgeOf(Directory.GetDirectories(Temporary, "experiment-*").ShouldHaveSingleItem());
        Directory.Exists(bridge).ShouldBeTrue();

        shub.Kill();
        await shub.WaitForExitAsync();

        await Poll.UntilAsync(() => RunningPrograms.Of(_folder).Length == 0);
        Directory.EnumerateFileSystemEntries(Temporary, "experiment-*").ShouldBeEmpty("the watchdog removed the folder of the run");
        Directory.Exists(bridge).ShouldBeFalse("the watchdog removed the bridge, and so all nodes");
    }

    [Fact]
    public async Task A_run_under_way_can_be_scraped_and_ends_with_all_its_processes_when_it_is_told_to()
    {
        using Process shub = Start("nodes: [{kind: pico, count: 2}]", "--metrics", "0");
        (await shub.StandardOutput.ReadLineAsync()).ShouldBe("queued words-001");
        string told = await shub.StandardOutput.ReadLineAsync() ?? "";
        told.ShouldStartWith("metrics at ");
        using HttpClient client = new();
        string last = "";

        await RealServer.UntilAsync(async () => (last = await client.GetStringAsync(new Uri(told["metrics at ".Length..]))).Contains("throughput", StringComparison.Ordinal), "a sample is there");

        last.ShouldEndWith("# EOF\n");
        (await RealProgram.RunAsync("kill", ["-TERM", shub.Id.ToString(CultureInfo.InvariantCulture)])).Exit.ShouldBe(0);
        await shub.WaitForExitAsync();
        await Poll.UntilAsync(() => RunningPrograms.Of(_folder).Length == 0);
        Directory.EnumerateFileSystemEntries(Temporary, "experiment-*").ShouldBeEmpty();
    }

    /// <summary>The shipped experiment for an hour, with more words of its definition.</summary>
    private Process Start(string more, params string[] words)
    {
        string shipped = Repository.At("samples", "Scalehub", "conf");
        string definition = File.ReadAllText(Path.Combine(shipped, "experiments", "words.yaml")).Replace("duration: 24s", "duration: 1h", StringComparison.Ordinal);

        // Whoever is not root has plain processes, where nothing of links or faults is wanted.
        string work = more.Contains("links", StringComparison.Ordinal) ? "{work: wait}" : "{work: wait, isolation: processes}";
        File.WriteAllText(Path.Combine(_folder, "words.yaml"), $"{definition.Replace("{work: wait}", work, StringComparison.Ordinal)}\n{more}\n");
        File.WriteAllText(Path.Combine(_folder, "local.ini"), File.ReadAllText(Path.Combine(shipped, "local.ini")).Replace("experiments/words.yaml", "words.yaml", StringComparison.Ordinal));
        return Process.Start(new ProcessStartInfo("dotnet", [ShubProgram.Path, "-c", "local.ini", "experiment", "start", .. words])
        {
            WorkingDirectory = _folder,
            Environment = { ["TMPDIR"] = Temporary },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
    }

    // A bridge is named after the folder of its nodes.
    private static string BridgeOf(string run) => $"/sys/class/net/swbr{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.Combine(run, "nodes"))).AsSpan(0, 4))}";

    private bool Holds(string file, string text) => Directory.EnumerateFiles(Temporary, file, SearchOption.AllDirectories).Any(path => File.ReadAllText(path).Contains(text, StringComparison.OrdinalIgnoreCase));

    private string Run(params string[] words)
    {
        CommandResult result = Command.Dotnet(_folder, new Dictionary<string, string> { ["TMPDIR"] = Temporary }, [ShubProgram.Path, .. words]);
        result.ExitCode.ShouldBe(0, $"{result.Output}\n{result.Errors}");
        return result.Output;
    }
}
