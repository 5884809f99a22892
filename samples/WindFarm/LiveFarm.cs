using System.Globalization;
using Scalewright;
using Scalewright.Clusters;
using Scalewright.Files;
using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.Models;
using Scalewright.Topologies;
using Spectre.Console;

namespace WindFarm;

/// <summary>Provisions the farm, injects faults, repairs it, runs a command on it and deletes it. The same code works with other providers.</summary>
internal static class LiveFarm
{
    private static readonly TimeSpan DetectionTime = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan RecoveryTime = TimeSpan.FromMinutes(3);

    /// <summary>Runs the farm in virtual time and writes its history.</summary>
    public static async Task RunAsync(Topology topology, RunOptions options, IAnsiConsole console, OutputFolder folder, CancellationToken cancellationToken)
    {
        History history = new();
        await using SimulationProvider provider = new() { Seed = options.Seed, Options = World() };

        StateBoard board = new(topology, provider, console);

        // The simulation runs on this thread alone, so the display is redrawn when a step ends. Redrawing by a timer
        // would need a second thread.
        await (console.Profile.Out.IsTerminal
            ? console.Progress().AutoRefresh(enabled: false).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn())
                .UseRenderHook((bars, _) => new Rows(bars, board.Draw())).StartAsync(LiveAsync)
            : LiveAsync(null));
        history.WriteTo(folder, cancellationToken);
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"removed; [bold]{provider.Elapsed:hh\\:mm\\:ss}[/] of virtual time, {Pluralizer.Format(history.Count, "event")}");

        Task LiveAsync(ProgressContext? display)
        {
            board.ShowOn(display);
            return provider.RunAsync(token => LiveOnAsync(topology, provider, history, new PlanBar(console, board, display), board, console, token), cancellationToken);
        }
    }

    private static async Task LiveOnAsync(Topology topology, SimulationProvider provider, History history, PlanBar bar, StateBoard board, IAnsiConsole console, CancellationToken cancellationToken)
    {
        bar.Begin("provisioned");
        await using Cluster cluster = await Cluster.Create(topology).UseProvider(provider).WithProgress(bar).WithListener(new EventFork(history, board)).ProvisionAsync(cancellationToken);
        bar.End();
        board.Watch(cluster);
        try
        {
            board.Report("provisioned");
            await LiveThroughAsync(cluster, provider, history, bar, board, console, cancellationToken);
        }
        finally
        {
            board.Leave();
        }
    }

    private static async Task LiveThroughAsync(Cluster cluster, SimulationProvider provider, History history, PlanBar bar, StateBoard board, IAnsiConsole console, CancellationToken cancellationToken)
    {
        FaultDemo.Inject(cluster, provider, history, console);
        bar.Begin("replaced");
        await WatchAsync(cluster, DetectionTime, provider, cancellationToken);
        bar.End();
        board.Report("unhealthy");
        bar.Begin("repaired");
        await WatchAsync(cluster, RecoveryTime, provider, cancellationToken);
        await cluster.RepairAsync(cancellationToken);
        bar.End();
        board.Report("repaired");
        await RunHostnameAsync(cluster, console, cancellationToken);
        bar.Begin("removed");
        await cluster.DestroyAsync(cancellationToken);
        bar.End();
    }

    private static SimulationOptions World() => new()
    {
        Cloud = CloudModel.Default with { Machine = new MachineModel { BootDelay = DurationModel.LogNormal(TimeSpan.FromSeconds(40), 0.3), BootFailureProbability = 0.01 } },
    };

    private static async Task WatchAsync(Cluster cluster, TimeSpan time, SimulationProvider provider, CancellationToken cancellationToken)
    {
        using CancellationTokenSource end = new(time, provider.Clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, cancellationToken);
        await cluster.MonitorAsync(new MonitorOptions { ReplaceDelay = TimeSpan.FromMinutes(5) }, either.Token);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static async Task RunHostnameAsync(Cluster cluster, IAnsiConsole console, CancellationToken cancellationToken)
    {
        int succeeded = 0;
        await foreach (NodeResult result in cluster.Nodes.RunAsync(["hostname"], cancellationToken))
        {
            succeeded += result.Output.Trim() == result.Node.Name ? 1 : 0;
        }

        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"ran [bold]hostname[/] on all: {succeeded} of {Pluralizer.Format(cluster.Nodes.Count, "node")} returned their host name");
    }
}
