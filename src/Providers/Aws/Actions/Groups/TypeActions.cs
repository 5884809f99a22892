namespace Scalewright.Providers.AutoScaling.Actions.Groups;

/// <summary>Lists the limits of the account and the values that other actions accept.</summary>
internal static class TypeActions
{
    // AutoScaling API reference: values of PutScalingPolicy, PutLifecycleHook and CreateAutoScalingGroup.
    private static readonly string[] AdjustmentTypes = ["ChangeInCapacity", "ExactCapacity", "PercentChangeInCapacity"];
    private static readonly string[] HookTypes = ["autoscaling:EC2_INSTANCE_LAUNCHING", "autoscaling:EC2_INSTANCE_TERMINATING"];

    // AutoScaling API reference, PutNotificationConfiguration.
    private static readonly string[] NotificationTypes =
    [
        "autoscaling:EC2_INSTANCE_LAUNCH",
        "autoscaling:EC2_INSTANCE_LAUNCH_ERROR",
        "autoscaling:EC2_INSTANCE_TERMINATE",
        "autoscaling:EC2_INSTANCE_TERMINATE_ERROR",
        "autoscaling:TEST_NOTIFICATION",
    ];

    public static QueryAction AccountLimits(QueryReader reader)
    {
        return context =>
        {
            return new QueryActionResult(context.State, xml =>
                xml.Leaf("MaxNumberOfAutoScalingGroups", context.Options.MaxGroups)
                    .Leaf("MaxNumberOfLaunchConfigurations", context.Options.MaxLaunchConfigurations)
                    .Leaf("NumberOfAutoScalingGroups", context.State.Groups.Count)
                    .Leaf("NumberOfLaunchConfigurations", context.State.Launches.Count)
            );
        };
    }

    public static QueryAction Adjustments(QueryReader reader) =>
        CreateResult(static xml =>
            xml.List("AdjustmentTypes", "member", AdjustmentTypes, static (xml, name) => xml.Leaf("AdjustmentType", name))
        );

    public static QueryAction Hooks(QueryReader reader) => CreateResult(static xml => xml.Texts("LifecycleHookTypes", HookTypes));

    public static QueryAction TerminationPolicies(QueryReader reader) =>
        CreateResult(static xml => xml.Texts("TerminationPolicyTypes", TerminationPolicy.Names));

    public static QueryAction Notifications(QueryReader reader) =>
        CreateResult(static xml => xml.Texts("AutoScalingNotificationTypes", NotificationTypes));

    public static QueryAction MetricCollections(QueryReader reader) =>
        CreateResult(static xml =>
            xml.List("Metrics", "member", GroupMetrics.Names, static (xml, name) => xml.Leaf("Metric", name))
                .List("Granularities", "member", [GroupMetrics.Granularity], static (xml, name) => xml.Leaf("Granularity", name))
        );

    private static QueryAction CreateResult(Action<XmlText> write) => context => new QueryActionResult(context.State, write);
}
