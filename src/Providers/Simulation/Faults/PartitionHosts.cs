namespace Scalewright.Providers.Simulation;

/// <summary>Cuts two groups of hosts off from each other. Groups of several partitions may overlap.</summary>
/// <param name="First">Hosts: names of nodes, or <c>controller</c>.</param>
/// <param name="Second">The other hosts.</param>
public sealed record PartitionHosts(ValueList<string> First, ValueList<string> Second) : Fault
{
    private protected override string Words => $"{FaultWords.Hosts(First)} and {FaultWords.Hosts(Second)} are cut off from each other{Time}";

    internal override bool WaitsForHosts => true;

    internal override void CheckValues(FaultCheck check)
    {
        check.Given(nameof(First), First);
        check.Given(nameof(Second), Second);
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

    internal override Action? Begin(World world)
    {
        Action? heal = null;
        foreach (string one in First)
        {
            foreach (string other in Second)
            {
                heal += one == other ? null : world.Network.LinkOf(one, other).Cut() + world.Network.LinkOf(other, one).Cut();
            }
        }

        return heal;
    }
}
