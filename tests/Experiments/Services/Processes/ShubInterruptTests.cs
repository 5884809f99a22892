namespace Experiments.Services.Tests.Processes;

/// <summary>Tests the cleanup of runs that Ctrl+C or an injected fault interrupts.</summary>
public sealed class ShubInterruptTests : IDisposable
{
    private const string Machines = """
        nodes: [{kind: pico, count: 3}]
        links: [{from: pico-1, to: broker, latency: 5ms}]
        """;

    // Permanent faults: one node is paused, two nodes cannot reach each other, and a link is slow.
    private const string Lasting =
        "{at: 1s, freeze: pico-2}, {at: 1s, cut: [pico-1, pico-3]}, {at: 1s, slow: [pico-3, broker], latency: 50ms}";
    private readonly ShubFolder _shub = new();

    public void Dispose() => _shub.Dispose();

    [MachineFact("namespaces", "iptables", "/dev/net/tun")]
    public async Task Ctrl_C_reverts_faults_and_links_deletes_the_machines_and_reports_the_interruption()
    {
        using Process shub = _shub.Start($"{Machines}\nfaults: [{Lasting}]");
        await Poll.UntilAsync(() => shub.HasExited || IsHarmed());
        shub.HasExited.ShouldBeFalse(shub.HasExited ? await shub.StandardError.ReadToEndAsync() : "");
        string nodes = _shub.Nodes();

        // Ctrl+C goes to all processes of the terminal's group. An impatient user presses it twice.
        Interrupt(shub);
        Interrupt(shub);
        await shub.WaitForExitAsync();

        shub.ExitCode.ShouldBe(130, "128 and the number of SIGINT, as shells have it");
        (await shub.StandardError.ReadToEndAsync()).ShouldBe(
            "words-001 is interrupted; the same command goes on with it, 'experiment clean' forgets it\nstopped\n"
        );
        RunHistory run = History();
        (run.Outcome, run.Reason).ShouldBe((RunOutcome.Stopped, "the run was stopped"));
        _shub.Run("experiment", "check").ShouldBe("INTERRUPTED ('experiment start' goes on) words-001\nqueue: words-001");
        ShouldBeGone(nodes);
    }

    [MachineFact("namespaces", "iptables", "/dev/net/tun")]
    public async Task A_run_that_fails_while_faults_are_active_reverts_them()
    {
        // The run cannot continue without the machine that generates the load.
        using Process shub = _shub.Start($"{Machines}\nfaults: [{Lasting}, {{at: 8s, crash: broker}}]");
        await Poll.UntilAsync(() => shub.HasExited || IsHarmed());
        shub.HasExited.ShouldBeFalse(shub.HasExited ? await shub.StandardError.ReadToEndAsync() : "");
        string nodes = _shub.Nodes();

        await shub.WaitForExitAsync();

        shub.ExitCode.ShouldBe(1);
        (await shub.StandardError.ReadToEndAsync()).ShouldStartWith("error: words-001: 0 runs completed, 1 failed: ");
        RunHistory run = History();
        run.Outcome.ShouldBe(RunOutcome.Failed, run.Reason);
        run.Events.Count(historyEvent => historyEvent.Kind == "fault").ShouldBe(4);
        _shub.Run("experiment", "check").ShouldStartWith("FAILED words-001\n");
        ShouldBeGone(nodes);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task A_program_interrupted_right_after_its_first_output_leaves_no_processes_or_files()
    {
        using Process shub = _shub.Start("nodes: [{kind: pico, count: 2}]");
        (await shub.StandardOutput.ReadLineAsync()).ShouldBe("queued words-001");

        Interrupt(shub);
        await shub.WaitForExitAsync();

        shub.ExitCode.ShouldBe(130, await shub.StandardError.ReadToEndAsync());
        _shub.Run("experiment", "check").ShouldBe("INTERRUPTED ('experiment start' goes on) words-001\nqueue: words-001");
        await Poll.UntilAsync(() => RunningPrograms.Of(_shub.Folder).Length == 0);
        Directory.EnumerateFileSystemEntries(_shub.Temporary, "experiment-*").ShouldBeEmpty();
    }

    private static void Interrupt(Process shub) => Signals.Send(-shub.Id, "INT").ShouldBeTrue();

    /// <summary>Checks that all permanent faults are injected, as another program sees them.</summary>
    private bool IsHarmed()
    {
        if (Directory.GetDirectories(_shub.Temporary, "experiment-*") is not [string run])
        {
            return false;
        }

        LocalProvider place = new(new LocalOptions { Folder = Path.Combine(run, "nodes") });
        Dictionary<string, NodeFault> harms = place
            .ObserveAsync(null)
            .Result.ToDictionary(node => node.Tag.Name, node => place.ReadFaultAsync(node).Result);
        return harms.TryGetValue("pico-1", out NodeFault? one)
            && harms.TryGetValue("pico-2", out NodeFault? two)
            && harms.TryGetValue("pico-3", out NodeFault? three)
            && two.IsPaused
            && one.BlockedInboundNodes == ["pico-3"]
            && one.InboundLinks.Any(way => way.FromNode == "broker")
            && three.InboundLinks.Any(way => way.FromNode == "broker");
    }

    private RunHistory History()
    {
        string history = _shub.At("experiments-data", "words-001", "base", "run-1.jsonl");
        return HistoryReader.Read(File.ReadAllBytes(history), number: 1, history);
    }

    private void ShouldBeGone(string nodes)
    {
        RunningPrograms.Of(_shub.Folder).ShouldBe("", "no process is left");
        Directory.EnumerateFileSystemEntries(_shub.Temporary, "experiment-*").ShouldBeEmpty("the nodes went with the run");
        Directory.Exists(ShubFolder.BridgeOf(nodes)).ShouldBeFalse("no bridge is left");
    }
}
