namespace Scalewright.Providers.Kubernetes.Client;

/// <summary>Records when the connection to the API server last broke. Thread-safe.</summary>
internal sealed class ServerRecovery(TimeProvider clock)
{
    // A starting API server already serves requests while its RBAC caches are empty, and then denies them.
    private static readonly TimeSpan RecoveryTime = TimeSpan.FromSeconds(10);

    private long _brokenAt = long.MinValue;

    /// <summary>True if a request or a stream broke, or a gateway did not reach the server, within the last ten
    /// seconds.</summary>
    public bool IsRecovering =>
        Volatile.Read(ref _brokenAt) is not long.MinValue and var start && clock.GetElapsedTime(start) < RecoveryTime;

    public void MarkBroken() => Volatile.Write(ref _brokenAt, clock.GetTimestamp());
}
