using System.Text.Json.Serialization;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Immutable state of the endpoint. Each action is a pure function from one state to the next.</summary>
internal sealed record AccountState
{
    /// <summary>Maximum number of activities; the oldest are dropped.</summary>
    public const int MaxActivities = 1_000;

    /// <summary>
    /// Time for which EC2 shows terminated instances ("about one hour", user guide) and recognizes their client tokens.
    /// </summary>
    public static readonly TimeSpan RememberedFor = TimeSpan.FromHours(1);

    /// <summary>Seed of IDs, together with <see cref="NextNumber"/>.</summary>
    public long Seed { get; init; }

    /// <summary>Number of the next created object.</summary>
    public long NextNumber { get; init; } = 1;

    [JsonConverter(typeof(ValueMapConverter<LaunchRecord>))]
    public ValueMap<LaunchRecord> Launches
    {
        get;
        init => field = value ?? ValueMap<LaunchRecord>.Empty;
    } = ValueMap<LaunchRecord>.Empty;

    [JsonConverter(typeof(ValueMapConverter<GroupRecord>))]
    public ValueMap<GroupRecord> Groups
    {
        get;
        init => field = value ?? ValueMap<GroupRecord>.Empty;
    } = ValueMap<GroupRecord>.Empty;

    /// <summary>Instances outside of groups, by ID. Terminated ones stay for <see cref="RememberedFor"/>.</summary>
    [JsonConverter(typeof(ValueMapConverter<InstanceRecord>))]
    public ValueMap<InstanceRecord> Singles
    {
        get;
        init => field = value ?? ValueMap<InstanceRecord>.Empty;
    } = ValueMap<InstanceRecord>.Empty;

    [JsonConverter(typeof(ValueMapConverter<TemplateRecord>))]
    public ValueMap<TemplateRecord> Templates
    {
        get;
        init => field = value ?? ValueMap<TemplateRecord>.Empty;
    } = ValueMap<TemplateRecord>.Empty;

    /// <summary>Security groups by ID; the default group only if its tags were changed.</summary>
    [JsonConverter(typeof(ValueMapConverter<SecurityGroupRecord>))]
    public ValueMap<SecurityGroupRecord> SecurityGroups
    {
        get;
        init => field = value ?? ValueMap<SecurityGroupRecord>.Empty;
    } = ValueMap<SecurityGroupRecord>.Empty;

    /// <summary>Newest first.</summary>
    [JsonConverter(typeof(ValueListConverter<ActivityRecord>))]
    public ValueList<ActivityRecord> Activities
    {
        get;
        init => field = value ?? [];
    } = [];

    [JsonIgnore]
    public IEnumerable<InstanceRecord> Instances => Groups.Values.SelectMany(group => group.Instances);

    /// <summary>Instances of groups, followed by those outside of groups.</summary>
    [JsonIgnore]
    public IEnumerable<InstanceRecord> AllInstances => Instances.Concat(Singles.Values);

    /// <summary>Converts the state of an older journal to the records of this version.</summary>
    public AccountState Upgrade() =>
        this with
        {
            Launches = Launches.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Upgrade())).ToValueMap(),
        };

    public InstanceRecord? Instance(string id) => Instances.FirstOrDefault(instance => instance.Id == id);

    public AccountState With(GroupRecord group) => this with { Groups = Groups.With(group.Name, group) };

    public AccountState With(TemplateRecord template) => this with { Templates = Templates.With(template.Id, template) };

    public AccountState With(SecurityGroupRecord group) => this with { SecurityGroups = SecurityGroups.With(group.Id, group) };

    public InstanceRecord? AnyInstance(string id) => Singles.TryGetValue(id, out InstanceRecord? single) ? single : Instance(id);

    public AccountState With(InstanceRecord instance) =>
        instance.Group.Length == 0 ? WithSingle(instance) : With(Groups[instance.Group].With(instance));

    public AccountState WithSingle(InstanceRecord instance) => this with { Singles = Singles.With(instance.Id, instance) };

    /// <summary>Removes a group. Its instances continue outside of groups.</summary>
    public AccountState Without(GroupRecord group) =>
        this with
        {
            Groups = Groups.Without(group.Name),
            Singles = Singles
                .Concat(group.Instances.Select(group.Release).Select(instance => KeyValuePair.Create(instance.Id, instance)))
                .ToValueMap(),
        };

    public AccountState With(ActivityRecord activity) => this with { Activities = [activity, .. Activities.Take(MaxActivities - 1)] };

    /// <summary>Completes the activities of an instance.</summary>
    /// <param name="isLaunch">True for its launch, false for its termination.</param>
    public AccountState Ending(string instance, bool isLaunch, DateTimeOffset at) =>
        this with
        {
            Activities =
            [
                .. Activities.Select(activity =>
                    activity.Instance == instance && activity.IsLaunch == isLaunch && activity.EndedAt is null
                        ? activity with
                        {
                            EndedAt = at,
                        }
                        : activity
                ),
            ],
        };
}
