namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>
/// A lifecycle hook of a group: it holds instances on their way in or out until somebody completes the action.
/// </summary>
/// <param name="IsLaunching">Whether it holds instances on their way in, else on their way out.</param>
internal sealed record LifecycleHookRecord(string Name, bool IsLaunching)
{
    /// <summary>The result that lets an instance pass.</summary>
    public const string Continue = "CONTINUE";

    /// <summary>The result that ends an instance.</summary>
    public const string Abandon = "ABANDON";

    // AutoScaling API reference, PutLifecycleHook: 48 hours or 100 times the heartbeat timeout, whichever is smaller.
    private const int MaxHoldSeconds = 172_800;
    private const int MaxHeartbeats = 100;

    /// <summary>Seconds until the default result counts; each heartbeat begins them anew. Default 3600.</summary>
    public int HeartbeatTimeout { get; init; } = 3600;

    /// <summary><c>CONTINUE</c> or <c>ABANDON</c>. Default <c>ABANDON</c>.</summary>
    public string DefaultResult { get; init => field = value ?? Abandon; } = Abandon;

    /// <summary>Text that goes along with notifications; empty for none.</summary>
    public string Metadata { get; init => field = value ?? ""; } = "";

    /// <summary>Seconds that an instance is held at most, whatever heartbeats come.</summary>
    public int GlobalTimeout() => Math.Min(MaxHoldSeconds, HeartbeatTimeout * MaxHeartbeats);
}
