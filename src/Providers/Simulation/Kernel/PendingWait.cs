namespace Scalewright.Providers.Simulation.Kernel;

/// <summary>Pending wait of a stalled simulation.</summary>
/// <param name="Description">Process or async method that waits.</param>
/// <param name="Location">Location at which the wait started: file, line and member, or stack lines.</param>
public sealed record PendingWait(string Description, string Location)
{
    /// <inheritdoc/>
    public override string ToString() => Location.Length == 0 ? Description : $"{Description}, started at {Location}";
}
