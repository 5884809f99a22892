using System.Text.Json.Serialization;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>
/// Difference between two accounts, as stored in the journal. It can be read without the rules of the endpoint.
/// </summary>
internal sealed record AccountChange
{
    public long Seed { get; init; }

    public long NextNumber { get; init; }

    public LaunchRecord[] Launches
    {
        get;
        init => field = value ?? [];
    } = [];

    public string[] LaunchesGone
    {
        get;
        init => field = value ?? [];
    } = [];

    public GroupRecord[] Groups
    {
        get;
        init => field = value ?? [];
    } = [];

    public string[] GroupsGone
    {
        get;
        init => field = value ?? [];
    } = [];

    public InstanceRecord[] Singles
    {
        get;
        init => field = value ?? [];
    } = [];

    public string[] SinglesGone
    {
        get;
        init => field = value ?? [];
    } = [];

    public TemplateRecord[] Templates
    {
        get;
        init => field = value ?? [];
    } = [];

    public string[] TemplatesGone
    {
        get;
        init => field = value ?? [];
    } = [];

    public SecurityGroupRecord[] SecurityGroups
    {
        get;
        init => field = value ?? [];
    } = [];

    public string[] SecurityGroupsGone
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>New and changed activities; newest first.</summary>
    public ActivityRecord[] Activities
    {
        get;
        init => field = value ?? [];
    } = [];

    public static AccountChange Between(AccountState before, AccountState after)
    {
        HashSet<ActivityRecord> earlierActivities = new(before.Activities, ReferenceEqualityComparer.Instance);
        return new AccountChange
        {
            Seed = after.Seed,
            NextNumber = after.NextNumber,
            Launches = Changed(before.Launches, after.Launches),
            LaunchesGone = GetRemoved(before.Launches, after.Launches),
            Groups = Changed(before.Groups, after.Groups),
            GroupsGone = GetRemoved(before.Groups, after.Groups),
            Singles = Changed(before.Singles, after.Singles),
            SinglesGone = GetRemoved(before.Singles, after.Singles),
            Templates = Changed(before.Templates, after.Templates),
            TemplatesGone = GetRemoved(before.Templates, after.Templates),
            SecurityGroups = Changed(before.SecurityGroups, after.SecurityGroups),
            SecurityGroupsGone = GetRemoved(before.SecurityGroups, after.SecurityGroups),
            Activities = [.. after.Activities.Where(activity => !earlierActivities.Contains(activity))],
        };
    }

    public AccountState ApplyTo(AccountState state)
    {
        HashSet<string> changed = new(Activities.Select(activity => activity.Id), StringComparer.Ordinal);
        Dictionary<string, ActivityRecord> activities = Activities.ToDictionary(activity => activity.Id, StringComparer.Ordinal);
        HashSet<string> existing = new(state.Activities.Select(activity => activity.Id), StringComparer.Ordinal);
        return state with
        {
            Seed = Seed,
            NextNumber = NextNumber,
            Launches = Merge(state.Launches, LaunchesGone, Launches.Select(launch => KeyValuePair.Create(launch.Name, launch.Upgrade()))),
            Groups = Merge(state.Groups, GroupsGone, Groups.Select(group => KeyValuePair.Create(group.Name, group))),
            Singles = Merge(state.Singles, SinglesGone, Singles.Select(instance => KeyValuePair.Create(instance.Id, instance))),
            Templates = Merge(state.Templates, TemplatesGone, Templates.Select(template => KeyValuePair.Create(template.Id, template))),
            SecurityGroups = Merge(
                state.SecurityGroups,
                SecurityGroupsGone,
                SecurityGroups.Select(group => KeyValuePair.Create(group.Id, group))
            ),
            Activities =
            [
                .. Activities
                    .Where(activity => !existing.Contains(activity.Id))
                    .Concat(state.Activities.Select(activity => changed.Contains(activity.Id) ? activities[activity.Id] : activity))
                    .Take(AccountState.MaxActivities),
            ],
        };
    }

    private static T[] Changed<T>(ValueMap<T> before, ValueMap<T> after)
        where T : class =>
        [
            .. after
                .Where(entry => !before.TryGetValue(entry.Key, out T? old) || !ReferenceEquals(old, entry.Value))
                .Select(entry => entry.Value),
        ];

    private static string[] GetRemoved<T>(ValueMap<T> before, ValueMap<T> after) =>
        [.. before.Keys.Where(name => !after.ContainsKey(name))];

    private static ValueMap<T> Merge<T>(ValueMap<T> map, string[] removed, IEnumerable<KeyValuePair<string, T>> changed) =>
        map.Where(entry => !removed.Contains(entry.Key, StringComparer.Ordinal)).Concat(changed).ToValueMap();
}

/// <summary>A security group: a name for launches to refer to. It has no rules and does not affect traffic.</summary>
/// <param name="Id">ID, for example <c>sg-0123456789abcdef0</c>.</param>
internal sealed record SecurityGroupRecord(string Id, string Name, string Description)
{
    /// <summary>Name of the group that every account has.</summary>
    public const string DefaultName = "default";

    [JsonConverter(typeof(ValueMapConverter<string>))]
    public ValueMap<string> Tags
    {
        get;
        init => field = value ?? ValueMap<string>.Empty;
    } = ValueMap<string>.Empty;
}
