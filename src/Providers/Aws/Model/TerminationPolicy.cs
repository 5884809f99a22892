namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Termination policies: order in which a group terminates instances. Pure functions.</summary>
internal static class TerminationPolicy
{
    private const string Default = "Default";

    /// <summary>Policies, in the order of DescribeTerminationPolicyTypes.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "AllocationStrategy",
        "ClosestToNextInstanceHour",
        Default,
        "NewestInstance",
        "OldestInstance",
        "OldestLaunchConfiguration",
        "OldestLaunchTemplate",
    ];

    /// <summary>Sorts instances by the policies of their group, the first to terminate first.</summary>
    /// <remarks>
    /// Instances that are not in service yet come first, regardless of the policies. Among instances of equal rank, the
    /// youngest is terminated first.
    /// </remarks>
    public static IEnumerable<InstanceRecord> Sort(
        AccountState state,
        GroupRecord group,
        IEnumerable<InstanceRecord> instances,
        DateTimeOffset at
    )
    {
        IOrderedEnumerable<InstanceRecord> sorted = instances
            .OrderBy(instance => instance.IsHealthy)
            .ThenBy(instance => instance.State == InstanceState.InService);
        foreach (string policy in group.TerminationPolicies.TakeWhile(policy => policy != Default))
        {
            sorted = sorted.ThenBy(instance => GetRank(state, group, instance, policy, at));
        }

        return sorted.ThenByDescending(instance => instance.Number);
    }

    /// <summary>Returns the rank of an instance for one policy; the lowest terminates first.</summary>
    private static long GetRank(AccountState state, GroupRecord group, InstanceRecord instance, string policy, DateTimeOffset at) =>
        policy switch
        {
            "OldestInstance" => instance.Number,
            "NewestInstance" => -instance.Number,
            "ClosestToNextInstanceHour" => -((at - instance.LaunchedAt).Ticks % TimeSpan.TicksPerHour),
            "OldestLaunchConfiguration" => RankByLaunchConfiguration(state, instance),
            "OldestLaunchTemplate" => RankByTemplateVersion(group, instance),

            // AllocationStrategy: a group launches one instance type here, so all instances conform to it.
            _ => 0,
        };

    /// <summary>Ranks by the age of the launch configuration; a deleted one counts as the oldest.</summary>
    private static long RankByLaunchConfiguration(AccountState state, InstanceRecord instance)
    {
        if (instance.Launch.Length == 0)
        {
            return long.MaxValue;
        }

        return state.Launches.TryGetValue(instance.Launch, out LaunchRecord? launch) ? launch.Number : long.MinValue;
    }

    /// <summary>
    /// Ranks by launch template. User guide: instances of a template other than the current one come first, then the
    /// oldest version.
    /// </summary>
    private static long RankByTemplateVersion(GroupRecord group, InstanceRecord instance)
    {
        string? current = (group.Template ?? group.Mixed?.Template)?.Id;
        return instance.Template is { } use && use.Id == current ? long.Parse(use.Version, CultureInfo.InvariantCulture) : long.MinValue;
    }
}
