namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>An instance of a group. Its id is the name of the node that it is.</summary>
/// <param name="Id">Id.</param>
/// <param name="Number">Number in the order of launching, over all groups.</param>
/// <param name="Group">Name of its group.</param>
/// <param name="LaunchedAt">When it was asked for.</param>
internal sealed record InstanceRecord(string Id, long Number, string Group, DateTimeOffset LaunchedAt)
{
    /// <summary>Name of the launch configuration that it was made by.</summary>
    public string Launch { get; init; } = "";

    public string ImageId { get; init; } = "";

    public string InstanceType { get; init; } = "";

    public string KeyName { get; init; } = "";

    /// <summary>The cloud its node is asked from; empty: where the provider puts it.</summary>
    public string Cloud { get; init; } = "";

    /// <summary>The zone that clients see.</summary>
    public string Zone { get; init; } = "";

    public InstanceState State { get; init; }

    public bool IsHealthy { get; init; } = true;

    /// <summary>Whether it counts for its group's capacity.</summary>
    public bool IsLive => State != InstanceState.Terminating;
}
