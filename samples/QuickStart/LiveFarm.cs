using System.Globalization;
using Scalewright;
using Scalewright.Clusters;
using Scalewright.Files;
using Scalewright.Providers.Simulation;
using Scalewright.Providers.Simulation.Models;
using Scalewright.Topologies;
using Spectre.Console;

namespace QuickStart;

/// <summary>Provisions, breaks, repairs, uses and deletes the farm. The same code works with other providers.</summary>
internal static class LiveFarm
{
    private static readonly TimeSpan Noticed = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Healed = TimeSpan.FromMinutes(3);

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
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"removed; [bold]{provider.Elapsed:hh\\:mm\\:ss}[/] of the farm's life, {Pluralizer.Format(history.Count, "event")}");

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
            board.Tell("made");
            await LiveThroughAsync(cluster, provider, history, bar, board, console, cancellationToken);
        }
        finally
        {
            board.Leave();
        }
    }

    private static async Task LiveThroughAsync(Cluster cluster, SimulationProvider provider, History history, PlanBar bar, StateBoard board, IAnsiConsole console, CancellationToken cancellationToken)
    {
        FaultDemo.Make(cluster, provider, history, console);
        bar.Begin("replaced");
        await WatchAsync(cluster, Noticed, provider, cancellationToken);
        bar.End();
        board.Tell("hurt");
        bar.Begin("repaired");
        await WatchAsync(cluster, Healed, provider, cancellationToken);
        await cluster.RepairAsync(cancellationToken);
        bar.End();
        board.Tell("repaired");
        await GreetAsync(cluster, console, cancellationToken);
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

    private static async Task GreetAsync(Cluster cluster, IAnsiConsole console, CancellationToken cancellationToken)
    {
        int answered = 0;
        await foreach (NodeResult result in cluster.Nodes.RunAsync(["hostname"], cancellationToken))
        {
            answered += result.Result?.Output.Trim() == result.Node.Name ? 1 : 0;
        }

        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"ran [bold]hostname[/] on all: {answered} of {Pluralizer.Format(cluster.Nodes.Count, "node")} gave their name");
    }
}
