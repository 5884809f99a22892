using System.Text.Json.Serialization;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>An instance, of a group or by itself. Its id is the name of the node that it is.</summary>
/// <param name="Number">Number in the order of launching, over all groups.</param>
/// <param name="Group">Name of its group; empty for one of no group.</param>
/// <param name="LaunchedAt">When it was asked for.</param>
internal sealed record InstanceRecord(string Id, long Number, string Group, DateTimeOffset LaunchedAt)
{
    /// <summary>Name of the launch configuration that it was made by.</summary>
    public string Launch { get; init => field = value ?? ""; } = "";

    /// <summary>The launch template that it was made by, with the number of its version; null: there is none.</summary>
    public TemplateUse? Template { get; init; }

    /// <summary>
    /// Units of its group's capacity that it counts for; null: 1, because no mixed instances policy says otherwise.
    /// </summary>
    public int? Weight { get; init; }

    public string ImageId { get; init => field = value ?? ""; } = "";

    public string InstanceType { get; init => field = value ?? ""; } = "";

    public string KeyName { get; init => field = value ?? ""; } = "";

    /// <summary>The cloud its node is asked from; empty: where the provider puts it.</summary>
    public string Cloud { get; init => field = value ?? ""; } = "";

    /// <summary>The zone that clients see.</summary>
    public string Zone { get; init => field = value ?? ""; } = "";

    public InstanceState State { get; init; }

    public bool IsHealthy { get; init; } = true;

    /// <summary>When it began to serve; null: it has not.</summary>
    public DateTimeOffset? ReadyAt { get; init; }

    /// <summary>How long after that it warms up.</summary>
    public TimeSpan Warmup { get; init; }

    /// <summary>What a client said to make its call once; empty for instances of groups.</summary>
    public string ClientToken { get; init => field = value ?? ""; } = "";

    /// <summary>What it was started with, as base64; empty for those of launch configurations, which have it.</summary>
    public string UserData { get; init => field = value ?? ""; } = "";

    /// <summary>Tags of its own, beside those of its group.</summary>
    [JsonConverter(typeof(ValueMapConverter<string>))]
    public ValueMap<string> Tags { get; init => field = value ?? ValueMap<string>.Empty; } = ValueMap<string>.Empty;

    /// <summary>Settings that are kept and shown.</summary>
    public InstanceSettings Settings { get; init => field = value ?? InstanceSettings.None; } = InstanceSettings.None;

    /// <summary>
    /// Number of the first instance of the same launch, what its reservation is made from; 0: it was launched alone.
    /// </summary>
    public long Reservation { get; init; }

    /// <summary>Number among the instances of the same launch, from 0.</summary>
    public int LaunchIndex { get; init; }

    /// <summary>When its end was asked for or found; null: it lives.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>A code of <see cref="StateReason"/>: why it was stopped or ended last; empty: it was not.</summary>
    public string Reason { get; init => field = value ?? ""; } = "";

    /// <summary>When it was.</summary>
    public DateTimeOffset? ReasonAt { get; init; }

    /// <summary>Whether it is switched on.</summary>
    public PowerState Power { get; init; }

    /// <summary>Ids of its security groups; empty for one of a launch configuration, which names them.</summary>
    [JsonConverter(typeof(ValueListConverter<string>))]
    public ValueList<string> SecurityGroups { get; init => field = value ?? []; } = [];

    /// <summary>Whether its attribute <c>sourceDestCheck</c> is false; it is kept and shown.</summary>
    public bool IsUnchecked { get; init; }

    /// <summary>Whether TerminateInstances is refused for it.</summary>
    public bool IsTerminationDisabled { get; init; }

    /// <summary>Whether StopInstances is refused for it.</summary>
    public bool IsStopDisabled { get; init; }

    /// <summary>Whether scale-in leaves it alone.</summary>
    public bool IsProtected { get; init; }

    /// <summary>The earliest time at which it is replaced when it is unhealthy; null: at once.</summary>
    public DateTimeOffset? ReplaceAt { get; init; }

    /// <summary>Whether it goes to the warm pool of its group when its hooks let it go.</summary>
    public bool IsReturning { get; init; }

    /// <summary>Whether it is the spot part of a mixed instances policy; else on-demand.</summary>
    public bool IsSpot { get; init; }

    /// <summary>The lifecycle hooks that hold it.</summary>
    [JsonConverter(typeof(ValueListConverter<LifecycleAction>))]
    public ValueList<LifecycleAction> Actions { get; init => field = value ?? []; } = [];

    /// <summary>Whether it counts for its group's capacity.</summary>
    [JsonIgnore]
    public bool IsLive => State is InstanceState.Pending or InstanceState.PendingWait or InstanceState.InService;

    /// <summary>Whether it is of its group's warm pool.</summary>
    [JsonIgnore]
    public bool IsWarm => State is InstanceState.WarmedPending or InstanceState.WarmedPendingWait
        or InstanceState.WarmedRunning or InstanceState.WarmedStopped or InstanceState.WarmedTerminating;

    /// <summary>Whether it is on its way out.</summary>
    [JsonIgnore]
    public bool IsEnding => State is InstanceState.Terminating or InstanceState.WarmedTerminating;

    /// <summary>Whether it has a node, or shall have one.</summary>
    [JsonIgnore]
    public bool HasNode => !IsEnding && State != InstanceState.Terminated
        && Power is PowerState.On or PowerState.Starting or PowerState.RebootStarting;

    /// <summary>Indicates that its node is being replaced by a new one, and that it counts as running.</summary>
    [JsonIgnore]
    public bool IsRebooting => Power is PowerState.RebootStopping or PowerState.RebootStarting;

    /// <summary>Whether its node was there.</summary>
    [JsonIgnore]
    public bool IsRunning => HasNode && State is not (InstanceState.Pending or InstanceState.WarmedPending)
        && Power == PowerState.On;

    /// <summary>Whether it does not serve yet, or not for long enough that its metrics and it itself count.</summary>
    public bool IsWarmingAt(DateTimeOffset at) =>
        State is InstanceState.Pending or InstanceState.PendingWait || (ReadyAt is { } ready && at - ready < Warmup);

    /// <summary>It, stopped or ended for a reason; the first of several reasons counts.</summary>
    /// <param name="reason">A code of <see cref="StateReason"/>.</param>
    /// <param name="at">When.</param>
    public InstanceRecord Because(string reason, DateTimeOffset at) =>
        Reason.Length == 0 ? this with { Reason = reason, ReasonAt = at } : this;

    /// <summary>Whether it is on its way in or out.</summary>
    [JsonIgnore]
    public bool IsMoving =>
        IsEnding || State is InstanceState.Pending or InstanceState.WarmedPending
            || Power is PowerState.Starting or PowerState.Stopping || IsRebooting;
}

/// <summary>The launch template that something is launched by.</summary>
/// <param name="Version"><c>$Default</c>, <c>$Latest</c> or a number; empty: <c>$Default</c>, because the request named
/// none.</param>
internal sealed record TemplateUse(string Id, string Name, string Version)
{
    /// <summary>The version to look up.</summary>
    public string Effective() => Version.Length == 0 ? TemplateRecord.Default : Version;
}
