using Scalewright.Storage.Servers;
using Spectre.Console;

namespace StorageSample;

/// <summary>Shows servers, their targets and recent failovers on the console while the simulator runs.</summary>
internal static class LiveTable
{
    private const int MaxRows = 30;
    private const int MaxMoves = 8;

    public static async Task ShowAsync(RunningCluster running, CancellationToken cancellationToken)
    {
        if (Console.IsOutputRedirected)
        {
            Console.WriteLine("running; Ctrl-C or SIGTERM stops it");
            await WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken);
            return;
        }

        await AnsiConsole.Live(Render(running)).StartAsync(async live =>
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                live.UpdateTarget(Render(running));
                await WaitAsync(TimeSpan.FromSeconds(1), cancellationToken);
            }
        });
    }

    public static Table Render(RunningCluster running)
    {
        Table table = new Table().AddColumns("server", "state", "LNet", "HA", "targets");
        table.Caption = new TableTitle(string.Join("\n", running.Cluster.Availability.RecentMoves.TakeLast(MaxMoves).Select(move => Markup.Escape($"{move.Timestamp:HH:mm:ss} {move.Move}"))));
        StorageServer[] servers = [.. running.Cluster.Servers.All];
        foreach (StorageServer server in servers.Take(MaxRows))
        {
            table.AddRow(Row(running, server));
        }

        if (servers.Length > MaxRows)
        {
            table.AddRow($"and {servers.Length - MaxRows} more");
        }

        return table;
    }

    public static string[] Row(RunningCluster running, StorageServer server)
    {
        bool isOff = !server.IsStartingUp && !server.IsShuttingDown && !running.Cluster.Servers.IsAgentRunning(server.Name.Fqdn);
        string state = server.IsStartingUp ? "[yellow]starting[/]" : server.IsShuttingDown ? "[yellow]stopping[/]"
            : isOff ? "[red]off[/]" : "[green]up[/]";
        string targets = server.IsWorker ? "" : string.Join(' ', running.Cluster.TargetsRunningOn(server).Select(target => target.Label));

        // The last known states of LNet and Pacemaker are invalid while the server is off.
        string network = isOff ? "" : server.IsLnetUp ? "up" : server.IsLnetLoaded ? "down" : "unloaded";
        string availability = isOff ? "" : server.IsPacemakerRunning ? "runs" : "stopped";
        return [server.Name.Node, state, network, availability, Markup.Escape(targets)];
    }

    private static async Task WaitAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(delay, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The user has stopped the display.
        }
    }
}
