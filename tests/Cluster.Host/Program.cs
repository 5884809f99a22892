using System.Globalization;
using System.Text;
using Scalewright;
using Scalewright.Clusters;
using Scalewright.Journals;
using Scalewright.Topologies;

namespace ClusterHost;

/// <summary>A process that keeps a cluster until it is killed. What it says on its standard output outlives it.</summary>
/// <remarks><c>cluster-host scale STATE WORLD 5 8 3</c> makes the cluster 5, then 8, then 3 nodes; <c>cluster-host destroy STATE WORLD</c>.</remarks>
internal static class Program
{
    private static readonly string[] ProviderFailpoints = ["provider.before", "provider.after"];

    private static async Task<int> Main(string[] args)
    {
        Failpoints failpoints = Failpoints.Parse(Environment.GetEnvironmentVariable("SCALEWRIGHT_FAILPOINT"), [.. StoreFailpoints.All, .. ProviderFailpoints]);
        FolderProvider provider = new(args[2], Environment.ProcessId) { Pass = failpoints.Pass };
        ClusterSettings settings = new()
        {
            Store = new DurableStoreOptions
            {
                Holder = new LockHolder(),
                Chance = provider.Chance,
                SnapshotAfterBytes = 4000,
                ReserveBytes = 64 * 1024,
                Failpoints = failpoints,
            },
        };
        try
        {
            await (args[0] == "destroy" ? DestroyAsync(args[1], provider, settings) : ScaleAsync(args, provider, settings));
        }
        catch (ScalewrightException exception)
        {
            Say(exception.Message.ReplaceLineEndings(" "));
            return 1;
        }

        Say("closed");
        return 0;
    }

    private static async Task ScaleAsync(string[] args, FolderProvider provider, ClusterSettings settings)
    {
        int[] sizes = [.. args.Skip(3).Select(size => int.Parse(size, CultureInfo.InvariantCulture))];
        await using Scalewright.Clusters.Cluster cluster = await Scalewright.Clusters.Cluster.Create(Sized(sizes[0]))
            .UseProvider(provider).WithState(args[1]).WithSettings(_ => settings).ProvisionAsync();
        Say($"size {sizes[0]}");
        foreach (int size in sizes.Skip(1))
        {
            await cluster.ApplyAsync(Sized(size));
            Say($"size {size}");
        }
    }

    private static async Task DestroyAsync(string state, FolderProvider provider, ClusterSettings settings)
    {
        await using Scalewright.Clusters.Cluster cluster = await Scalewright.Clusters.Cluster.OpenAsync(state, provider, settings);
        await cluster.DestroyAsync();
        Say("size 0");
    }

    public static Topology Sized(int nodes) => Topology.Create("demo")
        .AddGroup(new NodeGroup("web", "by-hand") { Nodes = Enumerable.Range(1, nodes).Select(i => new NodeSpec($"n{i}", i)).ToValueList() })
        .Build();

    // One write call for each line: a pipe takes short lines whole or not at all.
    private static void Say(string line)
    {
        using Stream output = Console.OpenStandardOutput();
        output.Write(Encoding.ASCII.GetBytes(line + "\n"));
    }
}
