using System.Text.Json.Serialization;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Everything that the endpoint knows: a value. Each action is a pure function from one to the next.</summary>
internal sealed record AccountState
{
    /// <summary>Activities that are kept; the oldest go first.</summary>
    public const int ActivitiesMax = 1_000;

    /// <summary>
    /// How long EC2 shows what was terminated ("about one hour", user guide), and its client token stays used.
    /// </summary>
    public static readonly TimeSpan RememberedFor = TimeSpan.FromHours(1);

    /// <summary>What ids are drawn from, together with <see cref="NextNumber"/>.</summary>
    public long Seed { get; init; }

    /// <summary>The number of the next thing that is created.</summary>
    public long NextNumber { get; init; } = 1;

    [JsonConverter(typeof(ValueMapConverter<LaunchRecord>))]
    public ValueMap<LaunchRecord> Launches { get; init => field = value ?? ValueMap<LaunchRecord>.Empty; } =
        ValueMap<LaunchRecord>.Empty;

    [JsonConverter(typeof(ValueMapConverter<GroupRecord>))]
    public ValueMap<GroupRecord> Groups { get; init => field = value ?? ValueMap<GroupRecord>.Empty; } =
        ValueMap<GroupRecord>.Empty;

    /// <summary>
    /// Instances of no group, by id: those that never had one and those that left theirs. What is gone stays for
    /// <see cref="RememberedFor"/>.
    /// </summary>
    [JsonConverter(typeof(ValueMapConverter<InstanceRecord>))]
    public ValueMap<InstanceRecord> Singles { get; init => field = value ?? ValueMap<InstanceRecord>.Empty; } =
        ValueMap<InstanceRecord>.Empty;

    /// <summary>Launch templates, by id.</summary>
    [JsonConverter(typeof(ValueMapConverter<TemplateRecord>))]
    public ValueMap<TemplateRecord> Templates { get; init => field = value ?? ValueMap<TemplateRecord>.Empty; } =
        ValueMap<TemplateRecord>.Empty;

    /// <summary>Security groups, by id; the default one only when its tags were changed.</summary>
    [JsonConverter(typeof(ValueMapConverter<SecurityGroupRecord>))]
    public ValueMap<SecurityGroupRecord> SecurityGroups
    {
        get;
        init => field = value ?? ValueMap<SecurityGroupRecord>.Empty;
    } = ValueMap<SecurityGroupRecord>.Empty;

    /// <summary>Newest first.</summary>
    [JsonConverter(typeof(ValueListConverter<ActivityRecord>))]
    public ValueList<ActivityRecord> Activities { get; init => field = value ?? []; } = [];

    /// <summary>The instances of all groups, by group and launch.</summary>
    [JsonIgnore]
    public IEnumerable<InstanceRecord> Instances => Groups.Values.SelectMany(group => group.Instances);

    /// <summary>The instances of groups, then those of none.</summary>
    [JsonIgnore]
    public IEnumerable<InstanceRecord> AllInstances => Instances.Concat(Singles.Values);

    /// <summary>The same of any journal, in the records of this version.</summary>
    public AccountState Upgrade() => this with
    {
        Launches = Launches.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Upgrade())).ToValueMap(),
    };

    /// <summary>Finds an instance of a group; null when there is none.</summary>
    public InstanceRecord? Instance(string id) => Instances.FirstOrDefault(instance => instance.Id == id);

    /// <summary>The account with a group added or changed.</summary>
    public AccountState With(GroupRecord group) => this with { Groups = Groups.With(group.Name, group) };

    /// <summary>The account with a launch template added or changed.</summary>
    public AccountState With(TemplateRecord template) =>
        this with { Templates = Templates.With(template.Id, template) };

    /// <summary>The account with a security group added or changed.</summary>
    public AccountState With(SecurityGroupRecord group) =>
        this with { SecurityGroups = SecurityGroups.With(group.Id, group) };

    /// <summary>Finds an instance of a group or of none; null when there is none.</summary>
    public InstanceRecord? AnyInstance(string id) =>
        Singles.TryGetValue(id, out InstanceRecord? single) ? single : Instance(id);

    /// <summary>The account with an instance changed, whatever group it is of.</summary>
    public AccountState With(InstanceRecord instance) =>
        instance.Group.Length == 0 ? WithSingle(instance) : With(Groups[instance.Group].With(instance));

    /// <summary>The account with an instance of no group added or changed.</summary>
    public AccountState WithSingle(InstanceRecord instance) =>
        this with { Singles = Singles.With(instance.Id, instance) };

    /// <summary>The account without a group. Its instances are those of no group from now on.</summary>
    public AccountState Without(GroupRecord group) => this with
    {
        Groups = Groups.Without(group.Name),
        Singles = Singles.Concat(
            group.Instances.Select(group.Release).Select(instance => KeyValuePair.Create(instance.Id, instance)))
            .ToValueMap(),
    };

    /// <summary>The account with one more activity.</summary>
    public AccountState With(ActivityRecord activity) =>
        this with { Activities = [activity, .. Activities.Take(ActivitiesMax - 1)] };

    /// <summary>The account after activities of an instance came to their end.</summary>
    /// <param name="isLaunch">Whether its launch ended, else its termination.</param>
    /// <param name="at">When.</param>
    public AccountState Ending(string instance, bool isLaunch, DateTimeOffset at) => this with
    {
        Activities =
        [
            .. Activities.Select(activity =>
                activity.Instance == instance && activity.IsLaunch == isLaunch && activity.EndedAt is null
                    ? activity with { EndedAt = at }
                    : activity),
        ],
    };
}
