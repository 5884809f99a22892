using System.Text.Json.Serialization;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>An instance. Its ID is the name of its node.</summary>
/// <param name="Number">Launch number, unique across groups.</param>
/// <param name="Group">Name of its group; empty outside of groups.</param>
/// <param name="LaunchedAt">Time of the launch request.</param>
internal sealed record InstanceRecord(string Id, long Number, string Group, DateTimeOffset LaunchedAt)
{
    /// <summary>Name of the launch configuration; empty if none was used.</summary>
    public string Launch
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>Launch template with its version number; null if none was used.</summary>
    public TemplateUse? Template { get; init; }

    /// <summary>Units of group capacity. Null, without a mixed instances policy, counts as 1.</summary>
    public int? Weight { get; init; }

    public string ImageId
    {
        get;
        init => field = value ?? "";
    } = "";

    public string InstanceType
    {
        get;
        init => field = value ?? "";
    } = "";

    public string KeyName
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>Cloud of the node; empty if the provider chooses.</summary>
    public string Cloud
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>Zone that clients see.</summary>
    public string Zone
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>State in the lifecycle of its group.</summary>
    public InstanceState State { get; init; }

    /// <summary>False if the instance must be replaced by its group. Default true.</summary>
    public bool IsHealthy { get; init; } = true;

    /// <summary>Time at which the instance entered service; null before.</summary>
    public DateTimeOffset? ReadyAt { get; init; }

    /// <summary>Warm-up time after <see cref="ReadyAt"/>.</summary>
    public TimeSpan Warmup { get; init; }

    /// <summary>Token for idempotent launches; empty for instances of groups.</summary>
    public string ClientToken
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>User data in base64; empty if a launch configuration has it.</summary>
    public string UserData
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>Tags of the instance, in addition to those of its group.</summary>
    [JsonConverter(typeof(ValueMapConverter<string>))]
    public ValueMap<string> Tags
    {
        get;
        init => field = value ?? ValueMap<string>.Empty;
    } = ValueMap<string>.Empty;

    /// <summary>Settings that are only stored and shown.</summary>
    public InstanceSettings Settings
    {
        get;
        init => field = value ?? InstanceSettings.None;
    } = InstanceSettings.None;

    /// <summary>
    /// Number of the first instance of the same launch, from which the reservation ID derives; 0 if launched alone.
    /// </summary>
    public long Reservation { get; init; }

    /// <summary>Index within the same launch, from 0.</summary>
    public int LaunchIndex { get; init; }

    /// <summary>Time at which termination was requested or observed; null before.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Code of <see cref="StateReason"/> for the last stop or termination; empty if there was none.</summary>
    public string Reason
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>Time of the stop or termination that <see cref="Reason"/> explains; null if there was none.</summary>
    public DateTimeOffset? ReasonAt { get; init; }

    /// <summary>Progress of a stop, start or reboot by a client.</summary>
    public PowerState Power { get; init; }

    /// <summary>IDs of its security groups; empty if a launch configuration names them.</summary>
    [JsonConverter(typeof(ValueListConverter<string>))]
    public ValueList<string> SecurityGroups
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>True if its attribute <c>sourceDestCheck</c> is false. Only stored and shown.</summary>
    public bool IsUnchecked { get; init; }

    /// <summary>True if TerminateInstances is rejected.</summary>
    public bool IsTerminationDisabled { get; init; }

    /// <summary>True if StopInstances is rejected.</summary>
    public bool IsStopDisabled { get; init; }

    /// <summary>True if scale-in skips the instance.</summary>
    public bool IsProtected { get; init; }

    /// <summary>Earliest time at which an unhealthy instance is replaced; null to replace it immediately.</summary>
    public DateTimeOffset? ReplaceAt { get; init; }

    /// <summary>True if it moves to the warm pool of its group after its lifecycle hooks.</summary>
    public bool IsReturning { get; init; }

    /// <summary>True for spot, false for on-demand instances of a mixed instances policy.</summary>
    public bool IsSpot { get; init; }

    /// <summary>Pending lifecycle actions.</summary>
    [JsonConverter(typeof(ValueListConverter<LifecycleAction>))]
    public ValueList<LifecycleAction> Actions
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>True if it counts toward the capacity of its group.</summary>
    [JsonIgnore]
    public bool IsLive => State is InstanceState.Pending or InstanceState.PendingWait or InstanceState.InService;

    [JsonIgnore]
    public bool IsWarm =>
        State
            is InstanceState.WarmedPending
                or InstanceState.WarmedPendingWait
                or InstanceState.WarmedRunning
                or InstanceState.WarmedStopped
                or InstanceState.WarmedTerminating;

    [JsonIgnore]
    public bool IsEnding => State is InstanceState.Terminating or InstanceState.WarmedTerminating;

    /// <summary>True if it has a node or should have one.</summary>
    [JsonIgnore]
    public bool HasNode =>
        !IsEnding && State != InstanceState.Terminated && Power is PowerState.On or PowerState.Starting or PowerState.RebootStarting;

    /// <summary>True while its node is being replaced. The instance counts as running.</summary>
    [JsonIgnore]
    public bool IsRebooting => Power is PowerState.RebootStopping or PowerState.RebootStarting;

    /// <summary>True if its node was observed.</summary>
    [JsonIgnore]
    public bool IsRunning => HasNode && State is not (InstanceState.Pending or InstanceState.WarmedPending) && Power == PowerState.On;

    /// <summary>
    /// True before the instance is in service and during its warm-up, while its metrics and capacity do not count.
    /// </summary>
    public bool IsWarmingAt(DateTimeOffset at) =>
        State is InstanceState.Pending or InstanceState.PendingWait || (ReadyAt is { } ready && at - ready < Warmup);

    /// <summary>Records the reason for a stop or termination; the first reason wins.</summary>
    /// <param name="reason">A code of <see cref="StateReason"/>.</param>
    public InstanceRecord Because(string reason, DateTimeOffset at) =>
        Reason.Length == 0 ? this with { Reason = reason, ReasonAt = at } : this;

    [JsonIgnore]
    public bool IsMoving =>
        IsEnding
        || State is InstanceState.Pending or InstanceState.WarmedPending
        || Power is PowerState.Starting or PowerState.Stopping
        || IsRebooting;
}

/// <summary>Launch template of a launch.</summary>
/// <param name="Version"><c>$Default</c>, <c>$Latest</c> or a number. Empty, if the request named none, means
/// <c>$Default</c>.</param>
internal sealed record TemplateUse(string Id, string Name, string Version)
{
    /// <summary>Version to look up.</summary>
    public string Effective() => Version.Length == 0 ? TemplateRecord.Default : Version;
}
