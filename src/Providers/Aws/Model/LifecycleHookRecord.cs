namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>
/// A lifecycle hook of a group. It holds instances at launch or termination until their action is completed.
/// </summary>
/// <param name="IsLaunching">True for launches, false for terminations.</param>
internal sealed record LifecycleHookRecord(string Name, bool IsLaunching)
{
    /// <summary>Result that lets an instance continue.</summary>
    public const string Continue = "CONTINUE";

    /// <summary>Result that terminates an instance.</summary>
    public const string Abandon = "ABANDON";

    // AutoScaling API reference, PutLifecycleHook: 48 hours or 100 times the heartbeat timeout, whichever is smaller.
    private const int MaxHoldSeconds = 172_800;
    private const int MaxHeartbeats = 100;

    /// <summary>Seconds until the default result takes effect, restarted by each heartbeat. Default 3600.</summary>
    public int HeartbeatTimeout { get; init; } = 3600;

    /// <summary><c>CONTINUE</c> or <c>ABANDON</c>. Default <c>ABANDON</c>.</summary>
    public string DefaultResult
    {
        get;
        init => field = value ?? Abandon;
    } = Abandon;

    /// <summary>Text for notifications; empty for none.</summary>
    public string Metadata
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>Maximum number of seconds that an instance is held, regardless of heartbeats.</summary>
    public int GlobalTimeout() => Math.Min(MaxHoldSeconds, HeartbeatTimeout * MaxHeartbeats);
}
