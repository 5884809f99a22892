namespace Scalewright.Providers.Simulation;

/// <summary>What is made meanwhile gets the ids of what is gone.</summary>
public sealed record ReuseIds : Fault
{
    private protected override string Words => $"ids of what is gone are used again{Time}";

    internal override Action? Begin(World world) => world.Weather.BeginReuse();
}
