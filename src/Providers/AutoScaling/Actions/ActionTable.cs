using System.Collections.Frozen;

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
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, ActionEntry> Ec2Entries = new Dictionary<string, ActionEntry>(StringComparer.Ordinal)
    {
        ["DescribeInstances"] = new(WireService.Ec2, Changes: false, Ec2Actions.DescribeInstances),
        ["RunInstances"] = new(WireService.Ec2, Changes: true, RunActions.Run),
        ["TerminateInstances"] = new(WireService.Ec2, Changes: true, RunActions.Terminate),
        ["CreateTags"] = new(WireService.Ec2, Changes: true, InstanceTagActions.Create),
        ["DeleteTags"] = new(WireService.Ec2, Changes: true, InstanceTagActions.Delete),
        ["DescribeTags"] = new(WireService.Ec2, Changes: false, InstanceTagActions.Describe),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Names of all actions; some are those of both services.</summary>
    public static IEnumerable<string> Names => Entries.Keys.Concat(Ec2Entries.Keys).Distinct(StringComparer.Ordinal);

    /// <summary>Finds an action of a service; null when there is none of this name.</summary>
    public static ActionEntry? Find(string name, WireService service) => (service == WireService.Ec2 ? Ec2Entries : Entries).GetValueOrDefault(name);

    /// <summary>The service of an action of which no version came; AutoScaling where both have it.</summary>
    public static WireService ServiceOf(string name) => !Entries.ContainsKey(name) && Ec2Entries.ContainsKey(name) ? WireService.Ec2 : WireService.AutoScaling;

    private static ActionEntry Changing(Func<ActionContext, ActionResult> run) => new(WireService.AutoScaling, Changes: true, run);

    private static ActionEntry Reading(Func<ActionContext, ActionResult> run) => new(WireService.AutoScaling, Changes: false, run);
}
