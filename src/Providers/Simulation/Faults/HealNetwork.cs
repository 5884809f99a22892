namespace Scalewright.Providers.Simulation;

/// <summary>All cuts of the network are healed, also those whose time is not over.</summary>
public sealed record HealNetwork : Fault
{
    private protected override string Words => "all cuts of the network are healed";

    internal override Action? Begin(World world)
    {
        world.Network.HealAll();
        return null;
    }
}
