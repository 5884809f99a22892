namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Warm pool of a group: instances launched in advance for a scale-out.</summary>
internal sealed record WarmPoolRecord
{
    public const string Stopped = "Stopped";
    public const string Running = "Running";

    /// <summary>Maximum units of capacity in pool and group together; null for the maximum of the group.</summary>
    public int? MaxPrepared { get; init; }

    /// <summary>Minimum number of instances in the pool.</summary>
    public int MinSize { get; init; }

    /// <summary>State of waiting instances: <c>Stopped</c> or <c>Running</c>.</summary>
    public string State
    {
        get;
        init => field = value ?? Stopped;
    } = Stopped;

    /// <summary>True if instances return to the pool on scale-in; null (not set) terminates them.</summary>
    public bool? IsReused { get; init; }

    /// <summary>True if the pool is deleted once it is empty.</summary>
    public bool IsDeleted { get; init; }
}
