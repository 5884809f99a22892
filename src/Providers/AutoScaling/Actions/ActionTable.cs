using System.Collections.Frozen;
using Scalewright.Providers.AutoScaling.Wire;

namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>All actions by name.</summary>
internal static class ActionTable
{
    private static readonly FrozenDictionary<string, ActionEntry> Entries = new Dictionary<string, ActionEntry>(StringComparer.Ordinal)
    {
        ["CreateLaunchConfiguration"] = Changing(LaunchActions.Create),
        ["DeleteLaunchConfiguration"] = Changing(LaunchActions.Delete),
        ["DescribeLaunchConfigurations"] = Reading(LaunchActions.Describe),
        ["CreateAutoScalingGroup"] = Changing(GroupActions.Create),
        ["UpdateAutoScalingGroup"] = Changing(GroupActions.Update),
        ["DeleteAutoScalingGroup"] = Changing(GroupActions.Delete),
        ["DescribeAutoScalingGroups"] = Reading(GroupReplies.Describe),
        ["SetDesiredCapacity"] = Changing(GroupActions.SetDesired),
        ["DescribeAutoScalingInstances"] = Reading(InstanceActions.Describe),
        ["TerminateInstanceInAutoScalingGroup"] = Changing(InstanceActions.Terminate),
        ["PutScalingPolicy"] = Changing(PolicyActions.Put),
        ["ExecutePolicy"] = Changing(PolicyActions.Execute),
        ["DeletePolicy"] = Changing(PolicyActions.Delete),
        ["DescribePolicies"] = Reading(PolicyActions.Describe),
        ["CreateOrUpdateTags"] = Changing(TagActions.CreateOrUpdate),
        ["DeleteTags"] = Changing(TagActions.Delete),
        ["DescribeTags"] = Reading(TagActions.Describe),
        ["DescribeScalingActivities"] = Reading(ActivityActions.Describe),
        ["DescribeInstances"] = new ActionEntry(WireService.Ec2, Changes: false, Ec2Actions.DescribeInstances),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Names of all actions.</summary>
    public static IEnumerable<string> Names => Entries.Keys;

    /// <summary>Finds an action; null when there is none of this name.</summary>
    public static ActionEntry? Find(string name) => Entries.GetValueOrDefault(name);

    private static ActionEntry Changing(Func<ActionContext, ActionResult> run) => new(WireService.AutoScaling, Changes: true, run);

    private static ActionEntry Reading(Func<ActionContext, ActionResult> run) => new(WireService.AutoScaling, Changes: false, run);
}
