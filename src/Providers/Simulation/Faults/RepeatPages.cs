namespace Scalewright.Providers.Simulation;

/// <summary>Makes each page of a list link to itself as the next page.</summary>
public sealed record RepeatPages : Fault
{
    private protected override string Description => $"pages of lists link to themselves{DurationSuffix}";

    internal override Action? Inject(World world) => world.CallFaults.StartRepeatedPages();
}
