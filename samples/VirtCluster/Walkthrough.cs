using Scalewright;
using Scalewright.Clusters;
using Scalewright.Clusters.Registry;
using Scalewright.Clusters.Selection;
using Scalewright.Journals;
using Scalewright.Logs;
using Scalewright.Planning;
using Scalewright.Providers;

namespace VirtCluster;

/// <summary>The example: selects a node by its facts, calls it, and shows its log. Works with any provider.</summary>
internal static class Walkthrough
{
    /// <summary>Runs the example, and deletes the nodes afterwards.</summary>
    /// <param name="open">Opens the backend, given a folder.</param>
    /// <param name="collector">Additional receiver of the nodes' log; null for none.</param>
    /// <param name="cancellationToken">Cancels the run. The nodes are deleted even then.</param>
    public static async Task RunAsync(TextWriter output, Func<string, ProviderArguments> open, Uri? collector, CancellationToken cancellationToken)
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

    /// <summary>Describes a run without changes, and rejects the same invalid inputs.</summary>
    /// <param name="open">Opens the backend, given a folder that does not exist.</param>
    /// <param name="cancellationToken">Cancels the query of the existing nodes.</param>
    public static async Task DescribeAsync(TextWriter output, Func<string, ProviderArguments> open, CancellationToken cancellationToken)
    {
        ProviderArguments place = open(Path.Combine(Path.GetTempPath(), $"virt-cluster-{Guid.NewGuid():N}"));
        await using IProvider? provider = place.Cluster.Provider;
        Plan plan = await place.Cluster.PlanAsync(cancellationToken);
        await output.WriteLineAsync($"{plan.ToString().TrimEnd()}\nwould choose one of {string.Join(", ", place.Nodes.Select(node => node.Name))} for job-1, call it, show its log, and remove all again");
    }

    private static async Task RunAsync(TextWriter output, ProviderArguments place, Uri? collector, string folder, CancellationToken cancellationToken)
    {
        NodeRegistry register = new(Path.Combine(folder, "register"), LocalFileSystem.Create(), TimeProvider.System);
        await register.UpdateAsync(state => place.Nodes.Aggregate(state, (known, node) => known.WithNode(node)), cancellationToken);

        using Telemetry telemetry = Telemetry.To(collector);
        NodeLogOptions logs = new(Path.Combine(folder, "logs")) { Format = new UnifiedLogFormat(TimeProvider.System, "avocado.virttest"), Sink = telemetry.Sink };
        await using Cluster cluster = await place.Cluster.WithNodeRegistry(register).WithOptions(settings => settings with { NodeLogs = logs }).ProvisionAsync(cancellationToken);

        NodeSelector known = NodeSelector.Where("arch", FactOperator.In, FactValue.FromList("x86_64", "aarch64"));
        await using Partition job = await cluster.AcquirePartitionAsync(new PartitionRequest("job-1", 1) { Selector = known }, cancellationToken);
        Node chosen = job.Nodes[0];
        await output.WriteLineAsync($"job-1 has {chosen.Name}; idle: {string.Join(", ", register.Read().IdleNodes.Select(node => node.Name))}");

        await using IHello hello = await chosen.GetServiceAsync<IHello>(cancellationToken);
        await output.WriteLineAsync(TextEscaping.Escape(await hello.PingAsync(cancellationToken)));
        await cluster.FlushLogsAsync(cancellationToken);
        await output.WriteAsync(await File.ReadAllTextAsync(Path.Combine(logs.Folder, chosen.Name, "node.log"), cancellationToken));
    }
}
