namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>The warm pool of a group: instances that are launched ahead and wait until the group grows.</summary>
internal sealed record WarmPoolRecord
{
    public const string Stopped = "Stopped";
    public const string Running = "Running";

    /// <summary>Most units of capacity in the pool and in the group together; null: the group's maximum.</summary>
    public int? MaxPrepared { get; init; }

    /// <summary>Least number of instances in the pool, whatever the group has.</summary>
    public int MinSize { get; init; }

    /// <summary><c>Stopped</c> or <c>Running</c>: what its instances are while they wait.</summary>
    public string State { get; init => field = value ?? Stopped; } = Stopped;

    /// <summary>
    /// Whether instances come back to the pool when the group shrinks; null: not said, they are terminated.
    /// </summary>
    public bool? IsReused { get; init; }

    /// <summary>Whether it goes when its last instance is gone.</summary>
    public bool IsDeleted { get; init; }
}
