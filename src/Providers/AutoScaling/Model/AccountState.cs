using System.Text.Json.Serialization;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Everything that the endpoint knows: a value. Each action is a pure function from one to the next.</summary>
internal sealed record AccountState
{
    /// <summary>Activities that are kept; the oldest go first.</summary>
    public const int ActivitiesMax = 1_000;

    /// <summary>What ids are drawn from, together with <see cref="NextNumber"/>.</summary>
    public long Seed { get; init; }

    /// <summary>The number of the next thing that is created.</summary>
    public long NextNumber { get; init; } = 1;

    [JsonConverter(typeof(ValueMapConverter<LaunchRecord>))]
    public ValueMap<LaunchRecord> Launches { get; init; } = ValueMap<LaunchRecord>.Empty;

    [JsonConverter(typeof(ValueMapConverter<GroupRecord>))]
    public ValueMap<GroupRecord> Groups { get; init; } = ValueMap<GroupRecord>.Empty;

    /// <summary>Newest first.</summary>
    [JsonConverter(typeof(ValueListConverter<ActivityRecord>))]
    public ValueList<ActivityRecord> Activities { get; init; } = [];

    /// <summary>The instances of all groups, by group and launch.</summary>
    [JsonIgnore]
    public IEnumerable<InstanceRecord> Instances => Groups.Values.SelectMany(group => group.Instances);

    /// <summary>Finds an instance; null when there is none.</summary>
    public InstanceRecord? Instance(string id) => Instances.FirstOrDefault(instance => instance.Id == id);

    /// <summary>The account with a group added or changed.</summary>
    public AccountState With(GroupRecord group) => this with { Groups = Groups.With(group.Name, group) };

    /// <summary>The account with one more activity.</summary>
    public AccountState With(ActivityRecord activity) => this with { Activities = [activity, .. Activities.Take(ActivitiesMax - 1)] };

    /// <summary>The account after activities of an instance came to their end.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="isLaunch">Whether its launch ended, else its termination.</param>
    /// <param name="at">When.</param>
    /// <param name="isFailed">Whether it failed.</param>
    public AccountState Ending(string instance, bool isLaunch, DateTimeOffset at, bool isFailed = false) => this with
    {
        Activities = [.. Activities.Select(activity => activity.Instance == instance && activity.IsLaunch == isLaunch && activity.EndedAt is null ? activity with { EndedAt = at, IsFailed = isFailed } : activity)],
    };
}
