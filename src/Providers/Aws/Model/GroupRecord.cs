using System.Text.Json.Serialization;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>A group: how many instances of what.</summary>
/// <param name="Number">What its ARN is made from.</param>
/// <param name="CreatedAt">When it was created.</param>
internal sealed record GroupRecord(string Name, long Number, DateTimeOffset CreatedAt)
{
    /// <summary>
    /// The tag by which EC2 shows the group of an instance (AutoScaling user guide, "Tag Auto Scaling groups and
    /// instances").
    /// </summary>
    public const string NameTag = "aws:autoscaling:groupName";

    public string Launch { get; init => field = value ?? ""; } = "";

    /// <summary>The launch template; null: the launch configuration or the mixed instances policy counts.</summary>
    public TemplateUse? Template { get; init; }

    /// <summary>The mixed instances policy; null: there is none.</summary>
    public MixedInstancesRecord? Mixed { get; init; }

    public int MinSize { get; init; }

    public int MaxSize { get; init; }

    public int Desired { get; init; }

    /// <summary>
    /// Whether a user of Phantom's rules set the size, which makes it both bounds of the engine until tags bound it
    /// anew.
    /// </summary>
    public bool IsSizeFixed { get; init; }

    /// <summary>Seconds.</summary>
    public int DefaultCooldown { get; init; } = 300;

    /// <summary>
    /// Seconds that an instance does not count after it began to serve, whatever launched it; null: policies say it for
    /// theirs.
    /// </summary>
    public int? DefaultWarmup { get; init; }

    /// <summary>The end of the cooldown that the last policy began.</summary>
    public DateTimeOffset CooldownUntil { get; init; }

    public string HealthCheckType { get; init => field = value ?? "EC2"; } = "EC2";

    public int HealthCheckGracePeriod { get; init; } = 300;

    [JsonConverter(typeof(ValueListConverter<string>))]
    public ValueList<string> Zones { get; init => field = value ?? []; } = [];

    /// <summary>Metrics whose collection is enabled. They are kept and shown.</summary>
    [JsonConverter(typeof(ValueListConverter<string>))]
    public ValueList<string> Metrics { get; init => field = value ?? []; } = [];

    [JsonConverter(typeof(ValueListConverter<string>))]
    public ValueList<string> TerminationPolicies { get; init => field = value ?? ["Default"]; } = ["Default"];

    public string Subnets { get; init => field = value ?? ""; } = "";

    public string PlacementGroup { get; init => field = value ?? ""; } = "";

    /// <summary>
    /// Whether instances that are to be interrupted are replaced before. It is kept and shown; nothing interrupts
    /// instances.
    /// </summary>
    public bool IsRebalanced { get; init; }

    /// <summary>ARN of the role by which the service acts; empty: the default one. It is kept and shown.</summary>
    public string Role { get; init => field = value ?? ""; } = "";

    [JsonConverter(typeof(ValueMapConverter<TagRecord>))]
    public ValueMap<TagRecord> Tags { get; init => field = value ?? ValueMap<TagRecord>.Empty; } =
        ValueMap<TagRecord>.Empty;

    /// <summary>In the order of their creation.</summary>
    [JsonConverter(typeof(ValueListConverter<PolicyRecord>))]
    public ValueList<PolicyRecord> Policies { get; init => field = value ?? []; } = [];

    /// <summary>Launches that failed, by cloud, since the group began.</summary>
    [JsonConverter(typeof(ValueMapConverter<int>))]
    public ValueMap<int> Failures { get; init => field = value ?? ValueMap<int>.Empty; } = ValueMap<int>.Empty;

    /// <summary>Clouds that had no room, and until when they are not asked again.</summary>
    [JsonConverter(typeof(ValueMapConverter<DateTimeOffset>))]
    public ValueMap<DateTimeOffset> ClosedUntil { get; init => field = value ?? ValueMap<DateTimeOffset>.Empty; } =
        ValueMap<DateTimeOffset>.Empty;

    /// <summary>Launches that could not be requested, one after another; null: the last one could.</summary>
    public LaunchRetry? Retry { get; init; }

    /// <summary>What policies remember, by their names.</summary>
    [JsonConverter(typeof(ValueMapConverter<PolicyMemory>))]
    public ValueMap<PolicyMemory> Memories { get; init => field = value ?? ValueMap<PolicyMemory>.Empty; } =
        ValueMap<PolicyMemory>.Empty;

    /// <summary>Last values that metric math waits for others of, by their ids and policies.</summary>
    [JsonConverter(typeof(ValueMapConverter<MetricPoint>))]
    public ValueMap<MetricPoint> Points { get; init => field = value ?? ValueMap<MetricPoint>.Empty; } =
        ValueMap<MetricPoint>.Empty;

    /// <summary>Target-tracking policies that are ready to shrink the group, by their names.</summary>
    [JsonConverter(typeof(ValueMapConverter<PolicyVote>))]
    public ValueMap<PolicyVote> Votes { get; init => field = value ?? ValueMap<PolicyVote>.Empty; } =
        ValueMap<PolicyVote>.Empty;

    /// <summary>Whether new instances are protected from scale-in.</summary>
    public bool ProtectsNew { get; init; }

    /// <summary>Processes that are suspended, and why.</summary>
    [JsonConverter(typeof(ValueMapConverter<string>))]
    public ValueMap<string> Suspended { get; init => field = value ?? ValueMap<string>.Empty; } =
        ValueMap<string>.Empty;

    /// <summary>In the order of their creation.</summary>
    [JsonConverter(typeof(ValueListConverter<LifecycleHookRecord>))]
    public ValueList<LifecycleHookRecord> Hooks { get; init => field = value ?? []; } = [];

    /// <summary>In the order of their creation.</summary>
    [JsonConverter(typeof(ValueListConverter<ScheduledActionRecord>))]
    public ValueList<ScheduledActionRecord> Scheduled { get; init => field = value ?? []; } = [];

    /// <summary>The warm pool; null: there is none.</summary>
    public WarmPoolRecord? WarmPool { get; init; }

    /// <summary>In the order of their launch, with those that are terminating and those of the warm pool.</summary>
    [JsonConverter(typeof(ValueListConverter<InstanceRecord>))]
    public ValueList<InstanceRecord> Instances { get; init => field = value ?? []; } = [];

    /// <summary>Those that count for the capacity.</summary>
    [JsonIgnore]
    public IEnumerable<InstanceRecord> Live => Instances.Where(instance => instance.IsLive);

    /// <summary>
    /// Number of instances that make up the desired capacity: that many units, divided by the weight of an instance.
    /// </summary>
    [JsonIgnore]
    public int DesiredCount => OnDemandCount + SpotCount;

    /// <summary>Number of those that are on-demand instances.</summary>
    [JsonIgnore]
    public int OnDemandCount => CountOf(Mixed?.OnDemandOf(Desired) ?? Desired);

    /// <summary>Number of those that are spot instances.</summary>
    [JsonIgnore]
    public int SpotCount => CountOf(Desired - (Mixed?.OnDemandOf(Desired) ?? Desired));

    /// <summary>How long instances warm up that no target-tracking or step policy launched.</summary>
    [JsonIgnore]
    public TimeSpan WarmupOfOthers => TimeSpan.FromSeconds(DefaultWarmup ?? 0);

    /// <summary>Number of instances that make up so many units of capacity; 0 for less than one.</summary>
    public int CountOf(int units)
    {
        int weight = Mixed is { Overrides: [{ Weight: { } own }, ..] } ? own : 1;
        return units <= 0 ? 0 : (int)(((long)units + weight - 1) / weight);
    }

    /// <summary>Whether a process of <see cref="ScalingProcess"/> is suspended.</summary>
    public bool IsSuspended(string process) => Suspended.ContainsKey(process);

    /// <summary>How many of those do not count in full: not serving yet, or warming up.</summary>
    public int WarmingAt(DateTimeOffset at) => Live.Count(instance => instance.IsWarmingAt(at));

    /// <summary>Finds a policy by name; null when there is none.</summary>
    public PolicyRecord? Policy(string name) => Policies.FirstOrDefault(policy => policy.Name == name);

    /// <summary>
    /// Tags of an instance: its own, those that the group gives to its instances, and the group's name.
    /// </summary>
    public IEnumerable<KeyValuePair<string, string>> TagsOf(InstanceRecord instance) =>
        Tags.Values.Where(tag => tag.IsPropagated && !instance.Tags.ContainsKey(tag.Key))
            .Select(tag => KeyValuePair.Create(tag.Key, tag.Value))
            .Concat(instance.Tags).Append(KeyValuePair.Create(NameTag, Name));

    /// <summary>An instance of the group as one of no group, with its tags. It is not replaced.</summary>
    public InstanceRecord Release(InstanceRecord instance) =>
        instance with
        {
            Group = "",
            Tags = TagsOf(instance).ToValueMap(),
            State = instance.IsEnding ? InstanceState.Terminating : instance.State,
        };

    /// <summary>The group without an instance.</summary>
    public GroupRecord Without(InstanceRecord gone) =>
        this with { Instances = [.. Instances.Where(instance => instance.Id != gone.Id)] };

    /// <summary>The group with one of its instances changed.</summary>
    public GroupRecord With(InstanceRecord changed) =>
        this with { Instances = [.. Instances.Select(instance => instance.Id == changed.Id ? changed : instance)] };
}

/// <summary>That a target-tracking policy is ready to shrink its group, while others may not be.</summary>
/// <param name="Wanted">How many instances it wants.</param>
/// <param name="Size">The size of the group that it looked at; for another size it says nothing.</param>
/// <param name="At">When its metric last said so.</param>
internal sealed record PolicyVote(int Wanted, int Size, DateTimeOffset At);

/// <summary>A tag of a group.</summary>
/// <param name="Value">Value; may be empty.</param>
/// <param name="IsPropagated">Whether instances carry it, too.</param>
internal sealed record TagRecord(string Key, string Value, bool IsPropagated)
{
    /// <summary>Tags by key; a later one of the same key wins.</summary>
    public static ValueMap<TagRecord> Map(IEnumerable<TagRecord> tags) =>
        tags.Select(tag => KeyValuePair.Create(tag.Key, tag)).ToValueMap();
}
