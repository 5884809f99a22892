namespace Scalewright.Providers.Simulation;

/// <summary>Delays the time until changes appear in lists.</summary>
/// <param name="Delay">Additional delay.</param>
public sealed record DelayListUpdates(TimeSpan Delay) : Fault
{
    private protected override string Description =>
        Duration is { } time ? $"changes of the next {time} appear in lists {Delay} late" : $"changes appear in lists {Delay} late";

    internal override void CheckValues(FaultCheck check) => check.Length(nameof(Delay), Delay);

    internal override Action? Inject(World world) => world.CallFaults.StartLag(Delay);
}
