namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Something that waits without end in a stalled simulation.</summary>
/// <param name="What">The process or the async method that waits.</param>
/// <param name="Place">Where the wait was started: file, line and member, or stack lines.</param>
public sealed record PendingWait(string What, string Place)
{
    /// <inheritdoc/>
    public override string ToString() => Place.Length == 0 ? What : $"{What}, started at {Place}";
}
