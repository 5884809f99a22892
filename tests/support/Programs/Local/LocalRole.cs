using Scalewright.Providers.Local;

namespace TestPrograms;

internal static class LocalRole
{
    public static Task<int> RunAsync(string[] args) =>
        args switch
        {
            ["delay", var folder, var name, var milliseconds] => DelayAsync(
                folder,
                name,
                double.Parse(milliseconds, CultureInfo.InvariantCulture)
            ),
            ["cluster", var folder] => ProvisionAndDestroyAsync(folder),
            _ => Usage.ReportArgumentsAsync("local delay FOLDER NODE MILLISECONDS, or local cluster FOLDER"),
        };

    private static async Task<int> DelayAsync(string folder, string name, double milliseconds)
    {
        await using LocalProvider provider = new(new LocalOptions { Folder = folder });
        Resource node = (await provider.ObserveAsync(null)).Single(node => node.Tag.Name == name);
        await provider.SetLinkConditionsAsync(node, new LinkConditions { Delay = TimeSpan.FromMilliseconds(milliseconds) });
        Console.WriteLine("delayed");
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    /// <summary>Provisions and destroys a cluster. Tests kill this program at every point of both.</summary>
    private static async Task<int> ProvisionAndDestroyAsync(string folder)
    {
        await using LocalProvider provider = new(new LocalOptions { Folder = folder, DiskMiB = 4 });
        NodeGroup group = new("web", "by-hand") { Nodes = [new NodeSpec("web-1", 1), new NodeSpec("web-2", 2)] };
        Topology farm = Topology.Empty with { Name = "killed", Groups = ValueMap<NodeGroup>.Empty.With("web", group) };
        await using Cluster cluster = await Cluster.Create(farm).UseProvider(provider).ProvisionAsync();
        await cluster.DestroyAsync();
        return 0;
    }
}
