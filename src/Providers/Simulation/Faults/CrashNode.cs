namespace Scalewright.Providers.Simulation;

/// <summary>Crashes the machine of a node. The cloud reports the node as failed.</summary>
/// <param name="Node">Name of the node.</param>
/// <example>
/// Crashes a node of the database after five minutes, and lists the last events of the node:
/// <code>
/// Topology shop = Topology.Create("shop").AddProfile(Profile.Create("db").WithCount(2).Build()).Build();
/// FaultSchedule faults = FaultSchedule.Empty.Add(TimeSpan.FromMinutes(5), new CrashNode("node-1"));
/// await using SimulationProvider provider = new() { Options = new SimulationOptions { Faults = faults } };
/// await provider.RunAsync(async token =>
/// {
///     await using Cluster cluster = await Cluster.Create(shop).UseProvider(provider).ProvisionAsync(token);
///     await Task.Delay(TimeSpan.FromMinutes(10), provider.Clock, token);
///     Console.WriteLine(string.Join("; ", provider.GetRecentEvents("node-1")));
/// });
/// </code>
/// </example>
public sealed record CrashNode(string Node) : Fault
{
    private protected override string Description => $"crash of node {TextEscaping.Escape(Node)}";

    internal override void CheckValues(FaultCheck check) => check.NotNull(nameof(Node), Node);

    internal override void CheckTargets(FaultCheck check, World world) => check.Node(world, nameof(Node), Node);

    internal override Action? Inject(World world)
    {
        world.Inventory.FindHost(Node)?.Machine.Fail();
        return null;
    }
}
