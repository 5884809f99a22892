namespace Scalewright.Providers.Simulation;

/// <summary>Delays the time until changes appear in lists.</summary>
/// <param name="By">Additional delay.</param>
public sealed record DelayLists(TimeSpan By) : Fault
{
    private protected override string Words => $"lists show every change {By} late{Time}";

    internal override void CheckValues(FaultCheck check) => check.Length(nameof(By), By);

    internal override Action? Begin(World world) => world.Weather.BeginLag(By);
}
