namespace Scalewright.Providers.Simulation;

/// <summary>Cuts two groups of hosts off from each other. Groups of several partitions may overlap.</summary>
/// <param name="First">Hosts: names of nodes, or <c>controller</c>.</param>
/// <param name="Second">The other hosts.</param>
/// <example>
/// Cuts the program off from one of two nodes, and shows which of them still respond:
/// <code>
/// Topology shop = Topology.Create("shop").AddProfile(Profile.Create("web").WithCount(2).Build()).Build();
/// await using SimulationProvider provider = new() { Seed = 42 };
/// await provider.RunAsync(async token =>
/// {
///     await using Cluster cluster = await Cluster.Create(shop).UseProvider(provider).ProvisionAsync(token);
///     provider.Inject(new PartitionHosts(["controller"], ["node-1"]) { Duration = TimeSpan.FromHours(1) });
///     await foreach (NodeResult result in cluster.Nodes.RunAsync(["hostname"], token))
///         Console.WriteLine($"{result.Node.Name}: {(result.Succeeded ? "answers" : result.Problem)}");
/// });
/// </code>
/// </example>
public sealed record PartitionHosts(ValueList<string> First, ValueList<string> Second) : Fault
{
    private protected override string Description =>
        $"{FaultDescriptions.Hosts(First)} and {FaultDescriptions.Hosts(Second)} are cut off from each other{DurationSuffix}";

    internal override bool WaitsForHosts => true;

    internal override void CheckValues(FaultCheck check)
    {
        check.NotNull(nameof(First), First);
        check.NotNull(nameof(Second), Second);
    }

    internal override void CheckTargets(FaultCheck check, World world)
    {
        foreach (string host in First)
        {
            check.Host(world, nameof(First), host);
        }

        foreach (string host in Second)
        {
            check.Host(world, nameof(Second), host);
        }
    }

    internal override Action? Inject(World world)
    {
        Action? heal = null;
        foreach (string firstHost in First)
        {
            foreach (string secondHost in Second)
            {
                heal +=
                    firstHost == secondHost
                        ? null
                        : world.Network.GetLink(firstHost, secondHost).Cut() + world.Network.GetLink(secondHost, firstHost).Cut();
            }
        }

        return heal;
    }
}
