using Scalewright.Providers.AutoScaling.Actions.Groups;
using Scalewright.Providers.AutoScaling.Actions.Templates;
using Scalewright.Providers.AutoScaling.Filters;

namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>Writes Auto Scaling groups in responses.</summary>
internal static class GroupWriter
{
    public static QueryAction Describe(QueryReader reader)
    {
        ValueList<string> names = reader.Texts("AutoScalingGroupNames.member");
        FilterSet filters = FilterSet.ReadAutoScaling(reader, GroupFilters.IsKnown, GroupFilters.Names);
        PageRequest page = PageRequest.Read(reader);
        return context =>
            page.Reply(
                context,
                "groups",
                context
                    .State.Groups.Values.Where(group => names.Selects(group.Name))
                    .Where(group => filters.Matches(name => GroupFilters.GetValues(group, name))),
                group => group.Name,
                "AutoScalingGroups",
                (xml, group) => Write(xml, context, group)
            );
    }

    public static void WriteTag(XmlText xml, string group, TagRecord tag) =>
        xml.Leaf("ResourceId", group)
            .Leaf("ResourceType", TagActions.ResourceType)
            .Leaf("Key", tag.Key)
            .Leaf("Value", tag.Value)
            .Leaf("PropagateAtLaunch", tag.IsPropagated);

    /// <summary>Writes the elements that describe an instance both in groups and in lists of instances.</summary>
    public static XmlText WriteState(XmlText xml, InstanceRecord instance) =>
        LaunchSource
            .Write(xml, instance.Launch, instance.Template)
            .Leaf("AvailabilityZone", instance.Zone)
            .Leaf("LifecycleState", GetStateName(instance.State))
            .Leaf("HealthStatus", instance.IsHealthy ? "Healthy" : "Unhealthy")
            .Leaf("ProtectedFromScaleIn", instance.IsProtected)
            .LeafIfSet("WeightedCapacity", instance.Weight);

    /// <summary>Returns the name of a lifecycle state in the API.</summary>
    public static string GetStateName(InstanceState state) =>
        state switch
        {
            InstanceState.Pending => "Pending",
            InstanceState.PendingWait => "Pending:Wait",
            InstanceState.InService => "InService",
            InstanceState.Standby => "Standby",
            InstanceState.TerminatingWait => "Terminating:Wait",
            InstanceState.WarmedPending => "Warmed:Pending",
            InstanceState.WarmedPendingWait => "Warmed:Pending:Wait",
            InstanceState.WarmedRunning => "Warmed:Running",
            InstanceState.WarmedStopped => "Warmed:Stopped",
            InstanceState.WarmedTerminating => "Warmed:Terminating",
            _ => "Terminating",
        };

    private static void Write(XmlText xml, ActionContext context, GroupRecord group)
    {
        WriteGroup(xml, context, group);
        LaunchSource.Write(xml, group.Launch, group.Template);
        _ = group.Mixed is { } mixed ? MixedInstances.Write(xml, mixed) : xml;
        WarmPoolActions.WritePool(xml, group);
        xml.LeafIfSet("DefaultInstanceWarmup", group.DefaultWarmup);
    }

    private static void WriteGroup(XmlText xml, ActionContext context, GroupRecord group) =>
        xml.Leaf("AutoScalingGroupName", group.Name)
            .Leaf("AutoScalingGroupARN", context.Arn("autoScalingGroup", group.Number, $"autoScalingGroupName/{group.Name}"))
            .Leaf("MinSize", group.MinSize)
            .Leaf("MaxSize", group.MaxSize)
            .Leaf("DesiredCapacity", group.Desired)
            .Leaf("DefaultCooldown", group.DefaultCooldown)
            .Texts("AvailabilityZones", group.Zones)
            .Empty("LoadBalancerNames")
            .Empty("TargetGroupARNs")
            .Leaf("HealthCheckType", group.HealthCheckType)
            .Leaf("HealthCheckGracePeriod", group.HealthCheckGracePeriod)
            .List("Instances", "member", group.Instances.Where(instance => !instance.IsWarm), (_, instance) =>
                WriteState(xml.Leaf("InstanceId", instance.Id).Leaf("InstanceType", instance.InstanceType), instance)
            )
            .Leaf("CreatedTime", group.CreatedAt)
            .List("SuspendedProcesses", "member", group.Suspended, static (xml, process) =>
                xml.Leaf("ProcessName", process.Key).Leaf("SuspensionReason", process.Value)
            )
            .LeafIfNotEmpty("PlacementGroup", group.PlacementGroup)
            .LeafIfNotEmpty("VPCZoneIdentifier", group.Subnets)
            .List("EnabledMetrics", "member", group.Metrics, static (xml, metric) =>
                xml.Leaf("Metric", metric).Leaf("Granularity", GroupMetrics.Granularity)
            )
            .List("Tags", "member", group.Tags.Values, (_, tag) => WriteTag(xml, group.Name, tag))
            .Texts("TerminationPolicies", group.TerminationPolicies)
            .Leaf("NewInstancesProtectedFromScaleIn", group.ProtectsNew)
            .Leaf(
                "ServiceLinkedRoleARN",
                group.Role.Length > 0
                    ? group.Role
                    : $"arn:aws:iam::{context.Options.AccountId}:role/aws-service-role/autoscaling.amazonaws.com/"
                        + "AWSServiceRoleForAutoScaling"
            )
            .Leaf("CapacityRebalance", group.IsRebalanced);
}

/// <summary>Returns the values of groups that filters compare.</summary>
/// <remarks>Source: AutoScaling API reference, Filter, DescribeAutoScalingGroups.</remarks>
internal static class GroupFilters
{
    private const string TagKey = "tag-key";
    private const string TagValue = "tag-value";

    /// <summary>Names of the supported filters, for messages.</summary>
    public static IReadOnlyList<string> Names { get; } = [TagKey, TagValue, FilterSet.TagPrefix + "<key>"];

    public static bool IsKnown(string name) => name is TagKey or TagValue || FilterSet.GetTagKey(name) is not null;

    public static IEnumerable<string> GetValues(GroupRecord group, string name)
    {
        if (FilterSet.GetTagKey(name) is { } key)
        {
            return group.Tags.Values.Where(tag => tag.Key == key).Select(tag => tag.Value);
        }

        return name == TagKey ? group.Tags.Values.Select(tag => tag.Key) : group.Tags.Values.Select(tag => tag.Value);
    }
}
