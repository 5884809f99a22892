namespace Scalewright.Providers.AutoScaling.Parameters;

/// <summary>Parameters of actions for lifecycle hooks.</summary>
internal static class HookParameters
{
    private static readonly ParameterTable Named = ParameterTable.Empty.AddRead("AutoScalingGroupName", "LifecycleHookName");

    public static ParameterTable Put { get; } = AddTo(ParameterTable.Empty.AddRead("AutoScalingGroupName"), "");

    public static ParameterTable Describe { get; } = ParameterTable.Empty.AddRead("AutoScalingGroupName", "LifecycleHookNames.member.N");

    public static ParameterTable Delete => Named;

    public static ParameterTable Heartbeat { get; } = Named.AddRead("LifecycleActionToken", "InstanceId");

    public static ParameterTable Complete { get; } = Heartbeat.AddRead("LifecycleActionResult");

    /// <summary>Adds the parameters that describe a hook.</summary>
    /// <param name="prefix">Name of the enclosing structure, with its dot.</param>
    public static ParameterTable AddTo(ParameterTable table, string prefix) =>
        table
            .AddRead(prefix + "LifecycleHookName", prefix + "LifecycleTransition", prefix + "HeartbeatTimeout", prefix + "DefaultResult")
            .AddRejected(
                "no notifications are sent here; ask DescribeAutoScalingInstances which instances wait",
                prefix + "NotificationTargetARN",
                prefix + "NotificationMetadata",
                prefix + "RoleARN"
            );
}
