using Scalewright;
using Scalewright.Clusters;
using Scalewright.Clusters.Registering;
using Scalewright.Clusters.Selecting;
using Scalewright.Journals;
using Scalewright.Logs;
using Scalewright.Planning;
using Scalewright.Providers;

namespace VirtCluster;

/// <summary>The usage example: some nodes, one of them chosen by its facts for a job, a call on it, and its log on the controller. Nothing here knows the place.</summary>
internal static class Walkthrough
{
    /// <summary>Runs it, and leaves nothing behind.</summary>
    /// <param name="output">Where it tells.</param>
    /// <param name="open">Where it runs; is given a folder.</param>
    /// <param name="collector">Where the nodes' log goes besides; null: nowhere.</param>
    /// <param name="cancellationToken">Ends it; the nodes are removed all the same.</param>
    public static async Task RunAsync(TextWriter output, Func<string, Place> open, Uri? collector, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("virt-cluster").FullName;
        try
        {
            await RunAsync(output, open(Path.Combine(folder, "nodes")), collector, folder, cancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Tells what would be made, used and removed again; refuses what <see cref="RunAsync(TextWriter, Func{string, Place}, Uri?, CancellationToken)"/> would before it makes anything.</summary>
    /// <param name="output">Where it tells.</param>
    /// <param name="open">Where it would run; is given a folder that is not there.</param>
    /// <param name="cancellationToken">Ends the look at what is there.</param>
    public static async Task DescribeAsync(TextWriter output, Func<string, Place> open, CancellationToken cancellationToken)
    {
        Place place = open(Path.Combine(Path.GetTempPath(), $"virt-cluster-{Guid.NewGuid():N}"));
        await using IProvider? provider = place.Cluster.Provider;
        Plan plan = await place.Cluster.PlanAsync(cancellationToken);
        await output.WriteLineAsync($"{plan.ToString().TrimEnd()}\nwould choose one of {string.Join(", ", place.Nodes.Select(node => node.Name))} for job-1, call it, show its log, and remove all again");
    }

    private static async Task RunAsync(TextWriter output, Place place, Uri? collector, string folder, CancellationToken cancellationToken)
    {
        NodeRegister register = new(Path.Combine(folder, "register"), LocalFileSystem.Create(), TimeProvider.System);
        await register.ChangeAsync(state => place.Nodes.Aggregate(state, (known, node) => known.With(node)), cancellationToken);

        using Telemetry telemetry = Telemetry.To(collector);
        NodeLogOptions logs = new(Path.Combine(folder, "logs")) { Format = new UnifiedLogLine(TimeProvider.System, "avocado.virttest"), Sink = telemetry.Sink };
        await using Cluster cluster = await place.Cluster.WithRegister(register).WithSettings(settings => settings with { Logs = logs }).ProvisionAsync(cancellationToken);

        NodeSelector known = NodeSelector.Where("arch", FactOperator.In, FactValue.OfList("x86_64", "aarch64"));
        await using Partition job = await cluster.PartitionAsync(new PartitionRequest("job-1", 1) { Selector = known }, cancellationToken);
        Node chosen = job.Nodes[0];
        await output.WriteLineAsync($"job-1 has {chosen.Name}; idle: {string.Join(", ", register.Read().Idle.Select(node => node.Name))}");

        await using IHello hello = await chosen.ServiceAsync<IHello>(cancellationToken);
        await output.WriteLineAsync(Printable.Escape(await hello.PingAsync(cancellationToken)));
        await cluster.FlushLogsAsync(cancellationToken);
        await output.WriteAsync(await File.ReadAllTextAsync(Path.Combine(logs.Folder, chosen.Name, "node.log"), cancellationToken));
    }
}
