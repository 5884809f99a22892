namespace Scalewright.Providers.Simulation.HighAvailability;

/// <summary>A member of a high-availability cluster.</summary>
/// <param name="IsOnline">Whether it is in the cluster now.</param>
/// <param name="IsStandby">Whether it is a member that runs nothing; only the strict rules know it.</param>
public sealed record HaNode(bool IsOnline, bool IsStandby = false)
{
    /// <summary>Whether a target may run there.</summary>
    public bool MayRun => IsOnline && !IsStandby;
}
