namespace Experiments.Services.Tests.Processes;

public sealed class ShubLocalTests : IDisposable
{
    private readonly ShubFolder _shub = new();

    public void Dispose() => _shub.Dispose();

    [MachineFact("namespaces")]
    public void Shub_runs_an_experiment_with_real_processes_and_leaves_nothing_after_destroy()
    {
        string conf = _shub.At("local.ini");
        string shipped = Repository.At("samples", "Scalehub", "conf");
        File.WriteAllText(
            conf,
            File.ReadAllText(Path.Combine(shipped, "local.ini"))
                .Replace("experiments/words.yaml", $"{shipped}/experiments/words.yaml\nduration = 10s", StringComparison.Ordinal)
        );

        _shub.Run("-c", conf, "provision").ShouldStartWith("provisioned 4 hosts");
        _shub.Run("-c", conf, "experiment", "start").ShouldBe("queued words-001\nwords-001: 1 run completed, 0 failed");
        _shub.Run("export");
        _shub.Run("plot").ShouldEndWith("report.html");
        _shub.Run("destroy").ShouldBe("destroyed");

        string history = _shub.At("experiments-data", "words-001", "base", "run-1.jsonl");
        RunHistory run = HistoryReader.Read(File.ReadAllBytes(history), number: 1, history);
        run.Find("nodes").Values[0].ShouldBe(2);
        string[] counts = [.. run.Events.Where(historyEvent => historyEvent.Kind == "count").Select(historyEvent => historyEvent.Text)];
        counts.Select(text => text.Split(':')[0]).ShouldBe(["Source", "Count"]);
        counts.ShouldAllBe(text => text.Split(' ')[1] == text.Split("counted ", StringSplitOptions.None)[1].Split(',')[0]);
        File.ReadAllText(_shub.At("experiments-data", "words-001", "export", "events.csv")).ShouldContain("their instances counted");
        Directory.EnumerateFileSystemEntries(_shub.Temporary, "experiment-*").ShouldBeEmpty("the nodes went with the run");
        RunningPrograms.Of(_shub.Folder).ShouldBe("");
    }

    [MachineFact("namespaces", "/dev/net/tun")]
    public async Task A_killed_program_leaves_no_machines_faults_or_files()
    {
        using Process shub = _shub.Start(
            """
            nodes: [{kind: pico, count: 2}]
            links: [{from: pico-1, to: broker, latency: 5ms}]
            faults: [{at: 1s, freeze: pico-2}, {at: 1s, isolate: pico-1}]
            """
        );

        // The faults of a node are files beside its ownership tag. One node is paused, the other is cut off and slow.
        await Poll.UntilAsync(() => shub.HasExited || (_shub.Holds("paused", "") && _shub.Holds("shape.json", "\"both\"")));
        shub.HasExited.ShouldBeFalse(shub.HasExited ? await shub.StandardError.ReadToEndAsync() : "");
        string bridge = ShubFolder.BridgeOf(_shub.Nodes());
        Directory.Exists(bridge).ShouldBeTrue();

        shub.Kill();
        await shub.WaitForExitAsync();

        await Poll.UntilAsync(() => RunningPrograms.Of(_shub.Folder).Length == 0);
        Directory.EnumerateFileSystemEntries(_shub.Temporary, "experiment-*").ShouldBeEmpty("the watchdog removed the folder of the run");
        Directory.Exists(bridge).ShouldBeFalse("the watchdog removed the bridge, and so all nodes");
    }

    [Trait(Category.Name, Category.RealTime)]
    [Fact]
    public async Task A_running_experiment_exposes_metrics_and_SIGTERM_ends_all_its_processes()
    {
        using Process shub = _shub.Start("nodes: [{kind: pico, count: 2}]", "--metrics", "0");
        (await shub.StandardOutput.ReadLineAsync()).ShouldBe("queued words-001");
        string told = await shub.StandardOutput.ReadLineAsync() ?? "";
        told.ShouldStartWith("metrics at ");
        string token = await shub.StandardOutput.ReadLineAsync() ?? "";
        token.ShouldStartWith("metrics token ");
        using HttpClient client = new() { DefaultRequestHeaders = { Authorization = new("Bearer", token["metrics token ".Length..]) } };
        string last = "";

        await RealServer.UntilAsync(
            async () =>
                (last = await client.GetStringAsync(new Uri(told["metrics at ".Length..]))).Contains(
                    "throughput",
                    StringComparison.Ordinal
                ),
            "a sample is there"
        );

        last.ShouldEndWith("# EOF\n");
        Signals.Send(shub.Id, "TERM").ShouldBeTrue();
        await shub.WaitForExitAsync();
        await Poll.UntilAsync(() => RunningPrograms.Of(_shub.Folder).Length == 0);
        Directory.EnumerateFileSystemEntries(_shub.Temporary, "experiment-*").ShouldBeEmpty();
    }
}
