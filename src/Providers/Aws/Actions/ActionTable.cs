using System.Collections.Frozen;
using Scalewright.Providers.AutoScaling.Actions.Groups;
using Scalewright.Providers.AutoScaling.Actions.Instances;
using Scalewright.Providers.AutoScaling.Actions.SecurityGroups;
using Scalewright.Providers.AutoScaling.Actions.Templates;
using Scalewright.Providers.AutoScaling.Parameters;

namespace Scalewright.Providers.AutoScaling.Actions;

internal static class ActionTable
{
    private static readonly FrozenDictionary<string, ActionEntry> Entries = new Dictionary<string, ActionEntry>(StringComparer.Ordinal)
    {
        ["CreateLaunchConfiguration"] = Changing(LaunchParameters.Create, LaunchActions.Create),
        ["DeleteLaunchConfiguration"] = Changing(LaunchParameters.Delete, LaunchActions.Delete),
        ["DescribeLaunchConfigurations"] = Reading(LaunchParameters.Describe, LaunchActions.Describe),
        ["CreateAutoScalingGroup"] = Changing(GroupParameters.Create, GroupActions.Create),
        ["UpdateAutoScalingGroup"] = Changing(GroupParameters.Update, GroupActions.Update),
        ["DeleteAutoScalingGroup"] = Changing(GroupParameters.Delete, GroupActions.Delete),
        ["DescribeAutoScalingGroups"] = Reading(GroupParameters.Describe, GroupWriter.Describe),
        ["SetDesiredCapacity"] = Changing(GroupParameters.SetDesired, GroupActions.SetDesired),
        ["DescribeAutoScalingInstances"] = Reading(GroupParameters.DescribeInstances, InstanceActions.Describe),
        ["TerminateInstanceInAutoScalingGroup"] = Changing(GroupParameters.TerminateInstance, InstanceActions.Terminate),
        ["PutScalingPolicy"] = Changing(PolicyParameters.Put, PolicyActions.Put),
        ["ExecutePolicy"] = Changing(PolicyParameters.Execute, PolicyActions.Execute),
        ["DeletePolicy"] = Changing(PolicyParameters.Delete, PolicyActions.Delete),
        ["DescribePolicies"] = Reading(PolicyParameters.Describe, PolicyActions.Describe),
        ["CreateOrUpdateTags"] = Changing(TagParameters.OfGroups, TagActions.CreateOrUpdate),
        ["DeleteTags"] = Changing(TagParameters.OfGroups, TagActions.Delete),
        ["DescribeTags"] = Reading(TagParameters.DescribeOfGroups, TagActions.Describe),
        ["DescribeScalingActivities"] = Reading(GroupParameters.DescribeActivities, ActivityActions.Describe),
        ["SuspendProcesses"] = Changing(MemberParameters.Processes, ProcessActions.Suspend),
        ["ResumeProcesses"] = Changing(MemberParameters.Processes, ProcessActions.Resume),
        ["DescribeScalingProcessTypes"] = Reading(ParameterTable.Empty, ProcessActions.DescribeTypes),
        ["SetInstanceProtection"] = Changing(MemberParameters.SetProtection, MemberActions.SetProtection),
        ["SetInstanceHealth"] = Changing(MemberParameters.SetHealth, MemberActions.SetHealth),
        ["AttachInstances"] = Changing(MemberParameters.Attach, MembershipActions.Attach),
        ["DetachInstances"] = Changing(MemberParameters.Detach, MembershipActions.Detach),
        ["EnterStandby"] = Changing(MemberParameters.Detach, StandbyActions.Enter),
        ["ExitStandby"] = Changing(MemberParameters.Attach, StandbyActions.Exit),
        ["PutLifecycleHook"] = Changing(HookParameters.Put, HookActions.Put),
        ["DescribeLifecycleHooks"] = Reading(HookParameters.Describe, HookActions.Describe),
        ["DeleteLifecycleHook"] = Changing(HookParameters.Delete, HookActions.Delete),
        ["CompleteLifecycleAction"] = Changing(HookParameters.Complete, HookActions.Complete),
        ["RecordLifecycleActionHeartbeat"] = Changing(HookParameters.Heartbeat, HookActions.Heartbeat),
        ["PutScheduledUpdateGroupAction"] = Changing(ScheduleParameters.Put, ScheduleActions.Put),
        ["BatchPutScheduledUpdateGroupAction"] = Changing(ScheduleParameters.PutAll, ScheduleActions.PutAll),
        ["DeleteScheduledAction"] = Changing(ScheduleParameters.Delete, ScheduleActions.Delete),
        ["BatchDeleteScheduledAction"] = Changing(ScheduleParameters.DeleteAll, ScheduleActions.DeleteAll),
        ["DescribeScheduledActions"] = Reading(ScheduleParameters.Describe, ScheduleActions.Describe),
        ["PutWarmPool"] = Changing(WarmPoolParameters.Put, WarmPoolActions.Put),
        ["DeleteWarmPool"] = Changing(WarmPoolParameters.Delete, WarmPoolActions.Delete),
        ["DescribeWarmPool"] = Reading(WarmPoolParameters.Describe, WarmPoolActions.Describe),
        ["EnableMetricsCollection"] = Changing(MetricParameters.Enable, CollectionActions.Enable),
        ["DisableMetricsCollection"] = Changing(MetricParameters.Disable, CollectionActions.Disable),
        ["DescribeAccountLimits"] = Reading(ParameterTable.Empty, TypeActions.AccountLimits),
        ["DescribeAdjustmentTypes"] = Reading(ParameterTable.Empty, TypeActions.Adjustments),
        ["DescribeLifecycleHookTypes"] = Reading(ParameterTable.Empty, TypeActions.Hooks),
        ["DescribeTerminationPolicyTypes"] = Reading(ParameterTable.Empty, TypeActions.TerminationPolicies),
        ["DescribeAutoScalingNotificationTypes"] = Reading(ParameterTable.Empty, TypeActions.Notifications),
        ["DescribeMetricCollectionTypes"] = Reading(ParameterTable.Empty, TypeActions.MetricCollections),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, ActionEntry> Ec2Entries = new Dictionary<string, ActionEntry>(StringComparer.Ordinal)
    {
        ["DescribeInstances"] = new(QueryService.Ec2, Changes: false, InstanceParameters.Describe, Ec2Actions.DescribeInstances),
        ["RunInstances"] = new(QueryService.Ec2, Changes: true, InstanceParameters.Run, RunActions.Run),
        ["TerminateInstances"] = new(QueryService.Ec2, Changes: true, InstanceParameters.Terminate, RunActions.Terminate),
        ["DescribeSubnets"] = new(QueryService.Ec2, Changes: false, SubnetParameters.Describe, SubnetActions.Describe),
        ["CreateTags"] = new(QueryService.Ec2, Changes: true, TagParameters.OfResources, InstanceTagActions.Create),
        ["DeleteTags"] = new(QueryService.Ec2, Changes: true, TagParameters.OfResources, InstanceTagActions.Delete),
        ["DescribeTags"] = new(QueryService.Ec2, Changes: false, TagParameters.DescribeOfResources, InstanceTagActions.Describe),
        ["StopInstances"] = new(QueryService.Ec2, Changes: true, InstanceParameters.Stop, PowerActions.Stop),
        ["StartInstances"] = new(QueryService.Ec2, Changes: true, InstanceParameters.Start, PowerActions.Start),
        ["RebootInstances"] = new(QueryService.Ec2, Changes: true, InstanceParameters.Reboot, PowerActions.Reboot),
        ["DescribeInstanceStatus"] = new(QueryService.Ec2, Changes: false, InstanceParameters.DescribeStatus, StatusActions.Describe),
        ["DescribeInstanceAttribute"] = new(
            QueryService.Ec2,
            Changes: false,
            InstanceParameters.DescribeAttribute,
            AttributeActions.Describe
        ),
        ["ModifyInstanceAttribute"] = new(QueryService.Ec2, Changes: true, InstanceParameters.ModifyAttribute, AttributeActions.Modify),
        ["ModifyInstanceMetadataOptions"] = new(QueryService.Ec2, Changes: true, InstanceParameters.ModifyMetadata, MetadataActions.Modify),
        ["CreateSecurityGroup"] = new(QueryService.Ec2, Changes: true, SecurityGroupParameters.Create, SecurityGroupActions.Create),
        ["DeleteSecurityGroup"] = new(QueryService.Ec2, Changes: true, SecurityGroupParameters.Delete, SecurityGroupActions.Delete),
        ["DescribeSecurityGroups"] = new(QueryService.Ec2, Changes: false, SecurityGroupParameters.Describe, SecurityGroupActions.Describe),
        ["CreateLaunchTemplate"] = new(QueryService.Ec2, Changes: true, TemplateParameters.Create, TemplateActions.Create),
        ["CreateLaunchTemplateVersion"] = new(
            QueryService.Ec2,
            Changes: true,
            TemplateParameters.CreateVersion,
            TemplateVersionActions.Create
        ),
        ["DeleteLaunchTemplate"] = new(QueryService.Ec2, Changes: true, TemplateParameters.Delete, TemplateActions.Delete),
        ["DeleteLaunchTemplateVersions"] = new(
            QueryService.Ec2,
            Changes: true,
            TemplateParameters.DeleteVersions,
            TemplateVersionActions.Delete
        ),
        ["ModifyLaunchTemplate"] = new(QueryService.Ec2, Changes: true, TemplateParameters.Modify, TemplateActions.Modify),
        ["DescribeLaunchTemplates"] = new(QueryService.Ec2, Changes: false, TemplateParameters.Describe, TemplateActions.Describe),
        ["DescribeLaunchTemplateVersions"] = new(
            QueryService.Ec2,
            Changes: false,
            TemplateParameters.DescribeVersions,
            TemplateVersionActions.Describe
        ),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Names of all actions; some exist in both services.</summary>
    public static IEnumerable<string> Names => Entries.Keys.Union(Ec2Entries.Keys, StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, ActionEntry> Get(QueryService service) => service == QueryService.Ec2 ? Ec2Entries : Entries;

    /// <summary>Finds an action of a service; null if it does not exist.</summary>
    public static ActionEntry? Find(string name, QueryService service) => Get(service).GetValueOrDefault(name);

    /// <summary>
    /// Returns the service of a request without a version; AutoScaling if both services have the action.
    /// </summary>
    public static QueryService FindService(string name) =>
        !Entries.ContainsKey(name) && Ec2Entries.ContainsKey(name) ? QueryService.Ec2 : QueryService.AutoScaling;

    private static ActionEntry Changing(ParameterTable parameters, Func<ActionContext, QueryActionResult> run) =>
        new(QueryService.AutoScaling, Changes: true, parameters, run);

    private static ActionEntry Reading(ParameterTable parameters, Func<ActionContext, QueryActionResult> run) =>
        new(QueryService.AutoScaling, Changes: false, parameters, run);
}

/// <summary>An action of a service.</summary>
/// <param name="Changes">True if the action may change the account.</param>
/// <param name="Parameters">Parameters and their treatment.</param>
/// <param name="Run">Implementation, a pure function. Rejects requests with <see cref="QueryErrorException"/>.</param>
internal sealed record ActionEntry(
    QueryService Service,
    bool Changes,
    ParameterTable Parameters,
    Func<ActionContext, QueryActionResult> Run
);

/// <summary>Actions for instances of groups.</summary>
internal static class InstanceActions
{
    public static QueryActionResult Describe(ActionContext context)
    {
        ValueList<string> ids = context.Read.Texts("InstanceIds.member");
        IEnumerable<InstanceRecord> found = context.State.Instances.Where(instance =>
            ids.Count == 0 || ids.Contains(instance.Id, StringComparer.Ordinal)
        );
        Page<InstanceRecord> page = Page<InstanceRecord>.Create(context, "instances", found, instance => instance.Id);
        return new QueryActionResult(context.State, xml =>
            page.WriteTo(
                xml.List("AutoScalingInstances", "member", page.Items, (_, instance) =>
                    GroupWriter.WriteState(
                        xml.Leaf("InstanceId", instance.Id)
                            .Leaf("InstanceType", instance.InstanceType)
                            .Leaf("AutoScalingGroupName", instance.Group),
                        instance
                    )
                )
            )
        );
    }

    public static QueryActionResult Terminate(ActionContext context)
    {
        string id = context.Read.Required("InstanceId");
        bool decrements = context.Read.RequiredBoolean("ShouldDecrementDesiredCapacity");
        context.Read.Finish();
        if (context.State.Instance(id) is not { } instance)
        {
            throw new QueryErrorException(
                QueryError.Validation($"Instance Id not found - No managed instance found for instance ID: {TextEscaping.Escape(id)}")
            );
        }

        if (!instance.IsLive && instance.State != InstanceState.Standby)
        {
            throw new QueryErrorException(
                QueryError.Validation(
                    $"Instance {id} is not in a state in which it can be terminated: " + GroupWriter.GetStateName(instance.State)
                )
            );
        }

        GroupRecord group = context.Group(instance.Group);
        AccountState state = decrements
            ? Shrink(context, group, instance)
            : Sizing.End(context.State, instance, context.At, "in response to a user request");
        ActivityRecord activity = state.Activities[0];
        state = decrements
            ? state
            : Sizing.Fit(context, state, state.Groups[group.Name], "in response to an instance that was taken out of service");
        return new QueryActionResult(state, xml =>
            ActivityActions.Write(xml.Open("Activity"), activity, activity.StartedAt).Close("Activity")
        );
    }

    private static AccountState Shrink(ActionContext context, GroupRecord group, InstanceRecord instance)
    {
        bool isPhantom = context.IsPhantom(group);
        if (!isPhantom && group.Desired <= group.MinSize)
        {
            throw new QueryErrorException(
                QueryError.Validation(
                    $"Currently, desiredSize equals minSize ({group.MinSize}). Terminating instance without replacement "
                        + "will violate group's min size constraint. Either set shouldDecrementDesiredCapacity flag to "
                        + "false or lower group's min size."
                )
            );
        }

        int desired = Math.Max(0, group.Desired - 1);
        GroupRecord smaller = isPhantom
            ? group with
            {
                MinSize = desired,
                MaxSize = desired,
                Desired = desired,
            }
            : group with
            {
                Desired = desired,
            };
        return Sizing.End(
            context.State.With(smaller),
            instance,
            context.At,
            $"in response to a user request, shrinking the capacity from {group.Desired} to {desired}"
        );
    }
}
