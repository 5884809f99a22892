using Scalewright.Providers.AutoScaling.Wire;

namespace Scalewright.Providers.AutoScaling.Actions.Groups;

/// <summary>Limits of the account, and the words that other actions accept.</summary>
internal static class TypeActions
{
    // AutoScaling API reference: the words of PutScalingPolicy, PutLifecycleHook and CreateAutoScalingGroup.
    private static readonly string[] AdjustmentTypes = ["ChangeInCapacity", "ExactCapacity", "PercentChangeInCapacity"];
    private static readonly string[] HookTypes = ["autoscaling:EC2_INSTANCE_LAUNCHING", "autoscaling:EC2_INSTANCE_TERMINATING"];

    /// <summary>DescribeAccountLimits.</summary>
    public static ActionResult AccountLimits(ActionContext context)
    {
        context.Read.Finish();
        return new ActionResult(context.State, xml => xml
            .Leaf("MaxNumberOfAutoScalingGroups", context.Options.GroupsMax)
            .Leaf("MaxNumberOfLaunchConfigurations", context.Options.LaunchConfigurationsMax)
            .Leaf("NumberOfAutoScalingGroups", context.State.Groups.Count)
            .Leaf("NumberOfLaunchConfigurations", context.State.Launches.Count));
    }

    /// <summary>DescribeAdjustmentTypes.</summary>
    public static ActionResult Adjustments(ActionContext context) => Words(context, xml => xml
        .List("AdjustmentTypes", "member", AdjustmentTypes, static (xml, word) => xml.Leaf("AdjustmentType", word)));

    /// <summary>DescribeLifecycleHookTypes.</summary>
    public static ActionResult Hooks(ActionContext context) => Words(context, static xml => xml.Texts("LifecycleHookTypes", HookTypes));

    private static ActionResult Words(ActionContext context, Action<XmlText> write)
    {
        context.Read.Finish();
        return new ActionResult(context.State, write);
    }
}
