using System.Globalization;
using Scalewright;
using Scalewright.Files;
using Scalewright.Planning;
using Scalewright.Plugins;
using Scalewright.Topologies;
using Spectre.Console;
using Profile = Scalewright.Profiles.Profile;

namespace WindFarm;

/// <summary>The steps of the program: read, grow, expand, show, plan, run and write.</summary>
internal static class Story
{
    /// <summary>Runs all steps once.</summary>
    /// <exception cref="ScalewrightException">The profile is invalid, or the folder cannot be written.</exception>
    public static async Task RunAsync(RunOptions options, IAnsiConsole console, TimeProvider clock, CancellationToken cancellationToken)
    {
        long started = clock.GetTimestamp();
        OutputFolder folder = OutputFolder.Open(options.Out);
        Profile farm = FarmProfile.Grow(FarmProfile.Load(), options.Nodes);
        Topology topology = await WithBarAsync(console, $"expanding '{farm.Name}'", bar => Topology.Create("demo").AddProfile(farm, progress: bar).Build());
        Show(topology, console);

        // Written directly, because the console would wrap long lines.
        console.Profile.Out.Writer.Write(Planner.Plan(Topology.Empty, topology));
        await LiveFarm.RunAsync(topology, options, console, folder, cancellationToken);
        ValueList<Problem> warnings = await WithBarAsync(console, "writing files", bar => Results.Write(topology, farm, options, folder, bar, cancellationToken));
        TimeSpan elapsed = clock.GetElapsedTime(started);
        foreach (Problem warning in warnings)
        {
            console.WriteLine($"warning: {warning} [{warning.Code.Id}]");
        }

        string removed = folder.RemovedCount == 0 ? "" : $", removed {Pluralizer.Format(folder.RemovedCount, "file")} of an earlier run";
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"\nWrote {Pluralizer.Format(folder.FileCount, "file")} ({folder.ByteCount / 1024.0:0.0} KiB) to [bold]{options.Out}[/] in {elapsed.TotalMilliseconds:0} ms{removed}.");
        console.WriteLine("Next: open topology.svg and history.jsonl there; try --nodes 200 and another --seed; change samples/WindFarm/wind-farm.yaml and run again.");
    }

    internal static async Task<T> WithBarAsync<T>(IAnsiConsole console, string title, Func<ProgressBar, T> work) => await console.Progress().StartAsync(context =>
    {
        ProgressTask bar = context.AddTask(title);
        T result = work(new ProgressBar(bar));
        bar.Value = bar.MaxValue;
        return Task.FromResult(result);
    });

    private static void Show(Topology topology, IAnsiConsole console)
    {
        Table table = new Table().Border(TableBorder.Rounded);
        foreach (string title in new[] { "group", "plugin", "nodes", "containers", "first node" })
        {
            table.AddColumn(title, column => column.NoWrap());
        }

        foreach (NodeGroup group in topology.Groups.Values)
        {
            table.AddRow(
                group.Name,
                group.Plugin,
                group.Nodes.Count.ToString(CultureInfo.InvariantCulture),
                group.ContainerCount.ToString(CultureInfo.InvariantCulture),
                group.Nodes[0].Name);
        }

        console.Write(table);
    }
}
