namespace Local.Tests;

internal static class PairOfNodes
{
    public static Topology Topology { get; } =
        Topology.Empty with
        {
            Name = "links",
            Groups = ValueMap<NodeGroup>.Empty.With(
                "web",
                new NodeGroup("web", "builtin@1.0.0") { Nodes = [new NodeSpec("web-1", 1), new NodeSpec("web-2", 2)] }
            ),
        };

    public static Task RunAsync(LocalFolder folder, Func<LocalProvider, AddressedNode, AddressedNode, Task> program) =>
        RunAsync(folder, (_, provider, first, second) => program(provider, first, second));

    public static async Task RunAsync(LocalFolder folder, Func<Cluster, LocalProvider, AddressedNode, AddressedNode, Task> program)
    {
        await using LocalProvider provider = folder.Open(LocalIsolation.Namespaces);
        await using Cluster cluster = await Cluster.Create(Topology).UseProvider(provider).ProvisionAsync();
        ValueList<Resource> resources = await provider.ObserveAsync(null);
        AddressedNode[] places = await Task.WhenAll(
            cluster
                .Nodes.OrderBy(node => node.Name, StringComparer.Ordinal)
                .Select(async node => new AddressedNode(
                    node,
                    resources.Single(resource => resource.Tag.Name == node.Name),
                    (await node.RunAsync(["sh", "-c", "echo $SCALEWRIGHT_NODE_ADDRESS"])).Output.Trim()
                ))
        );
        await program(cluster, provider, places[0], places[1]);
        await cluster.DestroyAsync();
    }
}
