namespace Scalewright.Providers.Simulation;

/// <summary>Removes all cuts of the network, including those whose duration has not elapsed.</summary>
public sealed record HealNetwork : Fault
{
    private protected override string Description => "all cuts of the network are healed";

    internal override Action? Inject(World world)
    {
        world.Network.HealAll();
        return null;
    }
}
