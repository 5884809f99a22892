using System.Text.Json.Serialization;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>An AutoScaling group.</summary>
/// <param name="Number">Number from which the ARN derives.</param>
internal sealed record GroupRecord(string Name, long Number, DateTimeOffset CreatedAt)
{
    /// <summary>
    /// Tag with the group of an instance (AutoScaling user guide, "Tag Auto Scaling groups and instances").
    /// </summary>
    public const string NameTag = "aws:autoscaling:groupName";

    /// <summary>Name of the launch configuration; empty if the group uses a launch template.</summary>
    public string Launch
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>Launch template; null if the group uses a launch configuration or mixed instances policy.</summary>
    public TemplateUse? Template { get; init; }

    /// <summary>Mixed instances policy; null if the group has no such policy.</summary>
    public MixedInstancesRecord? Mixed { get; init; }

    /// <summary>Minimum of <see cref="Desired"/>.</summary>
    public int MinSize { get; init; }

    /// <summary>Maximum of <see cref="Desired"/>.</summary>
    public int MaxSize { get; init; }

    /// <summary>Desired capacity in units; <see cref="GetCount"/> returns the number of instances.</summary>
    public int Desired { get; init; }

    /// <summary>
    /// True if a client of a Phantom group set the size, which replaces both bounds until tags set bounds again.
    /// </summary>
    public bool IsSizeFixed { get; init; }

    /// <summary>Default cooldown in seconds.</summary>
    public int DefaultCooldown { get; init; } = 300;

    /// <summary>Warm-up time of all new instances in seconds; null to use the warm-up times of policies.</summary>
    public int? DefaultWarmup { get; init; }

    /// <summary>End of the cooldown that the last policy started.</summary>
    public DateTimeOffset CooldownUntil { get; init; }

    /// <summary>Source of the health of instances. Default <c>EC2</c>.</summary>
    public string HealthCheckType
    {
        get;
        init => field = value ?? "EC2";
    } = "EC2";

    /// <summary>Seconds in service before an unhealthy instance is replaced, if the client respects them. Default 300.</summary>
    public int HealthCheckGracePeriod { get; init; } = 300;

    [JsonConverter(typeof(ValueListConverter<string>))]
    public ValueList<string> Zones
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Metrics with enabled collection. Only stored and shown.</summary>
    [JsonConverter(typeof(ValueListConverter<string>))]
    public ValueList<string> Metrics
    {
        get;
        init => field = value ?? [];
    } = [];

    [JsonConverter(typeof(ValueListConverter<string>))]
    public ValueList<string> TerminationPolicies
    {
        get;
        init => field = value ?? ["Default"];
    } = ["Default"];

    public string Subnets
    {
        get;
        init => field = value ?? "";
    } = "";

    public string PlacementGroup
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>
    /// True if instances are replaced before an interruption. Only stored and shown; no instance is interrupted.
    /// </summary>
    public bool IsRebalanced { get; init; }

    /// <summary>ARN of the service role; empty for the default role. Only stored and shown.</summary>
    public string Role
    {
        get;
        init => field = value ?? "";
    } = "";

    [JsonConverter(typeof(ValueMapConverter<TagRecord>))]
    public ValueMap<TagRecord> Tags
    {
        get;
        init => field = value ?? ValueMap<TagRecord>.Empty;
    } = ValueMap<TagRecord>.Empty;

    /// <summary>Policies in order of creation.</summary>
    [JsonConverter(typeof(ValueListConverter<PolicyRecord>))]
    public ValueList<PolicyRecord> Policies
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Number of failed launches by cloud, since the group was created.</summary>
    [JsonConverter(typeof(ValueMapConverter<int>))]
    public ValueMap<int> Failures
    {
        get;
        init => field = value ?? ValueMap<int>.Empty;
    } = ValueMap<int>.Empty;

    /// <summary>Clouds without capacity, with the time until which they are not used.</summary>
    [JsonConverter(typeof(ValueMapConverter<DateTimeOffset>))]
    public ValueMap<DateTimeOffset> ClosedUntil
    {
        get;
        init => field = value ?? ValueMap<DateTimeOffset>.Empty;
    } = ValueMap<DateTimeOffset>.Empty;

    /// <summary>Consecutive launches that could not be requested; null if the last launch could.</summary>
    public LaunchRetry? Retry { get; init; }

    /// <summary>State of policies by name.</summary>
    [JsonConverter(typeof(ValueMapConverter<PolicyState>))]
    public ValueMap<PolicyState> Memories
    {
        get;
        init => field = value ?? ValueMap<PolicyState>.Empty;
    } = ValueMap<PolicyState>.Empty;

    /// <summary>Target-tracking policies that are ready to scale in, by name.</summary>
    [JsonConverter(typeof(ValueMapConverter<PolicyVote>))]
    public ValueMap<PolicyVote> Votes
    {
        get;
        init => field = value ?? ValueMap<PolicyVote>.Empty;
    } = ValueMap<PolicyVote>.Empty;

    /// <summary>True if new instances are protected from scale-in.</summary>
    public bool ProtectsNew { get; init; }

    /// <summary>Suspended processes with the reason.</summary>
    [JsonConverter(typeof(ValueMapConverter<string>))]
    public ValueMap<string> Suspended
    {
        get;
        init => field = value ?? ValueMap<string>.Empty;
    } = ValueMap<string>.Empty;

    /// <summary>Lifecycle hooks in order of creation.</summary>
    [JsonConverter(typeof(ValueListConverter<LifecycleHookRecord>))]
    public ValueList<LifecycleHookRecord> Hooks
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Scheduled actions in order of creation.</summary>
    [JsonConverter(typeof(ValueListConverter<ScheduledActionRecord>))]
    public ValueList<ScheduledActionRecord> Scheduled
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Warm pool; null if the group has no warm pool.</summary>
    public WarmPoolRecord? WarmPool { get; init; }

    /// <summary>Instances in order of launch, including terminating instances and those in the warm pool.</summary>
    [JsonConverter(typeof(ValueListConverter<InstanceRecord>))]
    public ValueList<InstanceRecord> Instances
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Instances that count toward the capacity.</summary>
    [JsonIgnore]
    public IEnumerable<InstanceRecord> Live => Instances.Where(instance => instance.IsLive);

    /// <summary>Number of instances for the desired capacity: its units divided by the weight of an instance.</summary>
    [JsonIgnore]
    public int DesiredCount => OnDemandCount + SpotCount;

    /// <summary>On-demand part of <see cref="DesiredCount"/>.</summary>
    [JsonIgnore]
    public int OnDemandCount => GetCount(Mixed?.GetOnDemand(Desired) ?? Desired);

    /// <summary>Spot part of <see cref="DesiredCount"/>.</summary>
    [JsonIgnore]
    public int SpotCount => GetCount(Desired - (Mixed?.GetOnDemand(Desired) ?? Desired));

    /// <summary>Warm-up time of instances that were not launched by a target-tracking or step policy.</summary>
    [JsonIgnore]
    public TimeSpan WarmupOfOthers => TimeSpan.FromSeconds(DefaultWarmup ?? 0);

    /// <summary>Number of instances for a capacity in units; 0 below one unit.</summary>
    public int GetCount(int units)
    {
        int weight = Mixed is { Overrides: [{ Weight: { } overrideWeight }, ..] } ? overrideWeight : 1;
        return units <= 0 ? 0 : (int)(((long)units + weight - 1) / weight);
    }

    /// <summary>Indicates whether a process of <see cref="ScalingProcess"/> is suspended.</summary>
    public bool IsSuspended(string process) => Suspended.ContainsKey(process);

    /// <summary>Number of live instances that are not in service yet, or still warm up.</summary>
    public int WarmingAt(DateTimeOffset at) => Live.Count(instance => instance.IsWarmingAt(at));

    public PolicyRecord? Policy(string name) => Policies.FirstOrDefault(policy => policy.Name == name);

    /// <summary>Tags of an instance: its own, those that the group propagates, and the group's name.</summary>
    public IEnumerable<KeyValuePair<string, string>> CollectTags(InstanceRecord instance) =>
        Tags
            .Values.Where(tag => tag.IsPropagated && !instance.Tags.ContainsKey(tag.Key))
            .Select(tag => KeyValuePair.Create(tag.Key, tag.Value))
            .Concat(instance.Tags)
            .Append(KeyValuePair.Create(NameTag, Name));

    /// <summary>Converts an instance to one outside of groups, with its tags. It is not replaced.</summary>
    public InstanceRecord Release(InstanceRecord instance) =>
        instance with
        {
            Group = "",
            Tags = CollectTags(instance).ToValueMap(),
            State = instance.IsEnding ? InstanceState.Terminating : instance.State,
        };

    public GroupRecord Without(InstanceRecord removed) =>
        this with
        {
            Instances = [.. Instances.Where(instance => instance.Id != removed.Id)],
        };

    public GroupRecord With(InstanceRecord changed) =>
        this with
        {
            Instances = [.. Instances.Select(instance => instance.Id == changed.Id ? changed : instance)],
        };
}

/// <summary>Vote of a target-tracking policy that is ready to scale in. Other policies may not be ready.</summary>
/// <param name="Wanted">Number of instances that the policy computed.</param>
/// <param name="Size">Group size for which it was computed; the vote is invalid for any other size.</param>
/// <param name="At">Time of the last metric that confirmed it.</param>
internal sealed record PolicyVote(int Wanted, int Size, DateTimeOffset At);

/// <summary>A tag of a group.</summary>
/// <param name="Value">Value; may be empty.</param>
/// <param name="IsPropagated">True if instances also get the tag.</param>
internal sealed record TagRecord(string Key, string Value, bool IsPropagated)
{
    /// <summary>Maps tags by key; the last tag of a key wins.</summary>
    public static ValueMap<TagRecord> Map(IEnumerable<TagRecord> tags) =>
        tags.Select(tag => KeyValuePair.Create(tag.Key, tag)).ToValueMap();
}
