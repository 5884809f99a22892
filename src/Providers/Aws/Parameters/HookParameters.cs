namespace Scalewright.Providers.AutoScaling.Parameters;

/// <summary>Parameters of actions for lifecycle hooks.</summary>
internal static class HookParameters
{
    private static readonly ParameterTable Named = ParameterTable.Empty.Done(
        "AutoScalingGroupName", "LifecycleHookName");

    public static ParameterTable Put { get; } = AddTo(ParameterTable.Empty.Done("AutoScalingGroupName"), "");

    public static ParameterTable Describe { get; } = ParameterTable.Empty.Done(
        "AutoScalingGroupName", "LifecycleHookNames.member.N");

    public static ParameterTable Delete => Named;

    public static ParameterTable Heartbeat { get; } = Named.Done("LifecycleActionToken", "InstanceId");

    public static ParameterTable Complete { get; } = Heartbeat.Done("LifecycleActionResult");

    /// <summary>Adds the parameters that describe a hook.</summary>
    /// <param name="prefix">Name of the enclosing structure, with its dot.</param>
    public static ParameterTable AddTo(ParameterTable table, string prefix) => table
        .Done(
            prefix + "LifecycleHookName",
            prefix + "LifecycleTransition",
            prefix + "HeartbeatTimeout",
            prefix + "DefaultResult")
        .Refused(
            "no notifications are sent here; ask DescribeAutoScalingInstances which instances wait",
            prefix + "NotificationTargetARN",
            prefix + "NotificationMetadata",
            prefix + "RoleARN");
}
