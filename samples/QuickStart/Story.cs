using System.Globalization;
using Scalewright.Files;
using Scalewright.Plugins;
using Scalewright.Topologies;
using Spectre.Console;
using Profile = Scalewright.Profiles.Profile;

namespace QuickStart;

/// <summary>What the program does, in order: read, grow, expand, show, write.</summary>
internal static class Story
{
    /// <summary>Tells the whole story once.</summary>
    /// <exception cref="Scalewright.ScalewrightException">The profile is wrong, or the folder cannot be written.</exception>
    public static async Task TellAsync(RunOptions options, IAnsiConsole console, TimeProvider clock, CancellationToken cancellationToken)
    {
        long started = clock.GetTimestamp();
        OutputFolder folder = OutputFolder.Open(options.Out);
        Profile farm = WindFarm.Grow(WindFarm.Load(), options.Nodes);
        Topology topology = await ExpandAsync(farm, console);
        Show(topology, console);
        Results.Write(topology, farm, options, folder, cancellationToken);
        TimeSpan elapsed = clock.GetElapsedTime(started);
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"\nWrote {folder.FileCount} files ({folder.ByteCount / 1024.0:0.0} KiB) to [bold]{options.Out}[/] in {elapsed.TotalMilliseconds:0} ms.");
        console.WriteLine("Next: open topology.svg there; try --nodes 1000; change samples/QuickStart/wind-farm.yaml and run again.");
    }

    private static async Task<Topology> ExpandAsync(Profile farm, IAnsiConsole console) => await console.Progress().StartAsync(context =>
    {
        ProgressTask bar = context.AddTask($"expanding '{farm.Name}'");
        ProgressBar progress = new(bar);
        Topology topology = Topology.Create("demo").AddProfile(farm, progress: progress).Build();
        bar.Value = bar.MaxValue;
        return Task.FromResult(topology);
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
        foreach (NetworkSpec network in topology.Networks.Values)
        {
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"network [bold]{network.Name}[/] {network.Subnet.ToString()}: {network.Used} addresses in use");
        }
    }
}
