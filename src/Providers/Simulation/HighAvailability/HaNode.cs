namespace Scalewright.Providers.Simulation.HighAvailability;

/// <summary>Member of a high-availability cluster.</summary>
/// <param name="IsOnline">True if the node is online.</param>
/// <param name="IsStandby">True if the member runs nothing. Only the strict rules support it.</param>
public sealed record HaNode(bool IsOnline, bool IsStandby = false)
{
    /// <summary>Indicates whether targets can run on the node.</summary>
    public bool CanRun => IsOnline && !IsStandby;
}
