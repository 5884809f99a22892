namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Pending wait of a stalled simulation.</summary>
/// <param name="What">Process or async method that waits.</param>
/// <param name="Place">Location at which the wait started: file, line and member, or stack lines.</param>
public sealed record PendingWait(string What, string Place)
{
    /// <inheritdoc/>
    public override string ToString() => Place.Length == 0 ? What : $"{What}, started at {Place}";
}
