namespace Scalewright.Providers.Simulation;

/// <summary>Delays the time until changes appear in lists.</summary>
/// <param name="Delay">Additional delay.</param>
public sealed record DelayListUpdates(TimeSpan Delay) : Fault
{
    private protected override string Description => $"lists show every change {Delay} late{Time}";

    internal override void CheckValues(FaultCheck check) => check.Length(nameof(Delay), Delay);

    internal override Action? Inject(World world) => world.CallFaults.StartLag(Delay);
}
