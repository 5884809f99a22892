namespace Scalewright.Providers.Simulation;

/// <summary>Assigns the IDs of removed resources to resources that are created while the fault is active.</summary>
public sealed record ReuseIds : Fault
{
    private protected override string Description => $"IDs of removed resources are reused{DurationSuffix}";

    internal override Action? Inject(World world) => world.CallFaults.StartReuse();
}
