namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Termination policies: which instances a group ends first. Pure.</summary>
internal static class TerminationPolicy
{
    private const string Default = "Default";

    /// <summary>The policies, as DescribeTerminationPolicyTypes lists them.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "AllocationStrategy", "ClosestToNextInstanceHour", Default, "NewestInstance", "OldestInstance",
        "OldestLaunchConfiguration",
        "OldestLaunchTemplate",
    ];

    /// <summary>Sorts instances by the policies of their group, the first to end first.</summary>
    /// <param name="state">The account, which knows what is current.</param>
    /// <param name="at">When.</param>
    /// <remarks>
    /// What does not work yet costs least to lose, whatever the policies are. Where they leave a choice, the youngest
    /// ends.
    /// </remarks>
    public static IEnumerable<InstanceRecord> Sort(
        AccountState state, GroupRecord group, IEnumerable<InstanceRecord> instances, DateTimeOffset at)
    {
        IOrderedEnumerable<InstanceRecord> sorted = instances
            .OrderBy(instance => instance.IsHealthy)
            .ThenBy(instance => instance.State == InstanceState.InService);
        foreach (string policy in group.TerminationPolicies.TakeWhile(policy => policy != Default))
        {
            sorted = sorted.ThenBy(instance => RankOf(state, group, instance, policy, at));
        }

        return sorted.ThenByDescending(instance => instance.Number);
    }

    /// <summary>The rank of an instance by one policy; the lowest ends first.</summary>
    private static long RankOf(
        AccountState state,
        GroupRecord group,
        InstanceRecord instance,
        string policy,
        DateTimeOffset at) => policy switch
    {
        "OldestInstance" => instance.Number,
        "NewestInstance" => -instance.Number,
        "ClosestToNextInstanceHour" => -((at - instance.LaunchedAt).Ticks % TimeSpan.TicksPerHour),
        "OldestLaunchConfiguration" => OfLaunch(state, instance),
        "OldestLaunchTemplate" => OfTemplate(group, instance),

        // AllocationStrategy: a group launches one instance type here, so its instances are in line with it.
        _ => 0,
    };

    /// <summary>By the age of the launch configuration; one that was deleted counts as older than all others.</summary>
    private static long OfLaunch(AccountState state, InstanceRecord instance) => instance switch
    {
        { Launch.Length: 0 } => long.MaxValue,
        _ when state.Launches.TryGetValue(instance.Launch, out LaunchRecord? launch) => launch.Number,
        _ => long.MinValue,
    };

    /// <summary>
    /// User guide: what was launched by another template than the group's present one ends first, then the oldest
    /// version.
    /// </summary>
    private static long OfTemplate(GroupRecord group, InstanceRecord instance)
    {
        string? current = (group.Template ?? group.Mixed?.Template)?.Id;
        return instance.Template is { } use && use.Id == current
            ? long.Parse(use.Version, CultureInfo.InvariantCulture)
            : long.MinValue;
    }
}
