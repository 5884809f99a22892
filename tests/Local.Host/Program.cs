using System.Globalization;
using Scalewright;
using Scalewright.Clusters;
using Scalewright.Providers;
using Scalewright.Providers.Local;
using Scalewright.Topologies;

switch (args)
{
    // Delays the link of one node of a folder until it is killed: the folder, the node's name and milliseconds.
    case ["delay", var folder, var name, var milliseconds]:
    {
        await using LocalProvider provider = new(new LocalProviderOptions { Folder = folder });
        Resource node = (await provider.ObserveAsync(null)).Single(node => node.Tag.Name == name);
        await provider.ShapeAsync(node, new LinkShape { Delay = TimeSpan.FromMilliseconds(double.Parse(milliseconds, CultureInfo.InvariantCulture)) });
        Console.WriteLine("delayed");
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    // Makes a cluster of two nodes with disks in a folder, and removes it again. Tests kill this program on its way.
    case ["cluster", var folder]:
    {
        await using LocalProvider provider = new(new LocalProviderOptions { Folder = folder, DiskMiB = 4 });
        NodeGroup group = new("web", "by-hand") { Nodes = [new NodeSpec("web-1", 1), new NodeSpec("web-2", 2)] };
        Topology farm = Topology.Empty with { Name = "killed", Groups = ValueMap<NodeGroup>.Empty.With("web", group) };
        await using Cluster cluster = await Cluster.Create(farm).UseProvider(provider).ProvisionAsync();
        await cluster.DestroyAsync();
        return 0;
    }

    default:
        return 2;
}
