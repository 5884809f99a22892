using System.Collections.Frozen;
using Scalewright.Providers.AutoScaling.Actions.Groups;
using Scalewright.Providers.AutoScaling.Actions.Instances;
using Scalewright.Providers.AutoScaling.Actions.SecurityGroups;
using Scalewright.Providers.AutoScaling.Actions.Templates;
using Scalewright.Providers.AutoScaling.Filters;

namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>Actions of the endpoint by service and name. Each entry reads the parameters and returns the change.</summary>
internal static class ActionTable
{
    private static readonly FrozenDictionary<string, ActionEntry> Entries = Create(
        QueryService.AutoScaling,
        new Dictionary<string, Func<QueryReader, QueryAction>>(StringComparer.Ordinal)
        {
            ["CreateLaunchConfiguration"] = LaunchActions.Create,
            ["DeleteLaunchConfiguration"] = LaunchActions.Delete,
            ["DescribeLaunchConfigurations"] = LaunchActions.Describe,
            ["CreateAutoScalingGroup"] = GroupActions.Create,
            ["UpdateAutoScalingGroup"] = GroupActions.Update,
            ["DeleteAutoScalingGroup"] = GroupActions.Delete,
            ["DescribeAutoScalingGroups"] = GroupWriter.Describe,
            ["SetDesiredCapacity"] = GroupActions.SetDesired,
            ["DescribeAutoScalingInstances"] = InstanceActions.Describe,
            ["TerminateInstanceInAutoScalingGroup"] = InstanceActions.Terminate,
            ["PutScalingPolicy"] = PolicyActions.Put,
            ["ExecutePolicy"] = PolicyActions.Execute,
            ["DeletePolicy"] = PolicyActions.Delete,
            ["DescribePolicies"] = PolicyActions.Describe,
            ["CreateOrUpdateTags"] = TagActions.CreateOrUpdate,
            ["DeleteTags"] = TagActions.Delete,
            ["DescribeTags"] = TagActions.Describe,
            ["DescribeScalingActivities"] = ActivityActions.Describe,
            ["SuspendProcesses"] = ProcessActions.Suspend,
            ["ResumeProcesses"] = ProcessActions.Resume,
            ["DescribeScalingProcessTypes"] = ProcessActions.DescribeTypes,
            ["SetInstanceProtection"] = MemberActions.SetProtection,
            ["SetInstanceHealth"] = MemberActions.SetHealth,
            ["AttachInstances"] = MembershipActions.Attach,
            ["DetachInstances"] = MembershipActions.Detach,
            ["EnterStandby"] = StandbyActions.Enter,
            ["ExitStandby"] = StandbyActions.Exit,
            ["PutLifecycleHook"] = HookActions.Put,
            ["DescribeLifecycleHooks"] = HookActions.Describe,
            ["DeleteLifecycleHook"] = HookActions.Delete,
            ["CompleteLifecycleAction"] = HookActions.Complete,
            ["RecordLifecycleActionHeartbeat"] = HookActions.Heartbeat,
            ["PutScheduledUpdateGroupAction"] = ScheduleActions.Put,
            ["BatchPutScheduledUpdateGroupAction"] = ScheduleActions.PutAll,
            ["DeleteScheduledAction"] = ScheduleActions.Delete,
            ["BatchDeleteScheduledAction"] = ScheduleActions.DeleteAll,
            ["DescribeScheduledActions"] = ScheduleActions.Describe,
            ["PutWarmPool"] = WarmPoolActions.Put,
            ["DeleteWarmPool"] = WarmPoolActions.Delete,
            ["DescribeWarmPool"] = WarmPoolActions.Describe,
            ["EnableMetricsCollection"] = CollectionActions.Enable,
            ["DisableMetricsCollection"] = CollectionActions.Disable,
            ["DescribeAccountLimits"] = TypeActions.AccountLimits,
            ["DescribeAdjustmentTypes"] = TypeActions.Adjustments,
            ["DescribeLifecycleHookTypes"] = TypeActions.Hooks,
            ["DescribeTerminationPolicyTypes"] = TypeActions.TerminationPolicies,
            ["DescribeAutoScalingNotificationTypes"] = TypeActions.Notifications,
            ["DescribeMetricCollectionTypes"] = TypeActions.MetricCollections,
        }
    );

    private static readonly FrozenDictionary<string, ActionEntry> Ec2Entries = Create(
        QueryService.Ec2,
        new Dictionary<string, Func<QueryReader, QueryAction>>(StringComparer.Ordinal)
        {
            ["DescribeInstances"] = Ec2Actions.DescribeInstances,
            ["RunInstances"] = RunActions.Run,
            ["TerminateInstances"] = RunActions.Terminate,
            ["DescribeSubnets"] = SubnetActions.Describe,
            ["CreateTags"] = InstanceTagActions.Create,
            ["DeleteTags"] = InstanceTagActions.Delete,
            ["DescribeTags"] = InstanceTagActions.Describe,
            ["StopInstances"] = PowerActions.Stop,
            ["StartInstances"] = PowerActions.Start,
            ["RebootInstances"] = PowerActions.Reboot,
            ["DescribeInstanceStatus"] = StatusActions.Describe,
            ["DescribeInstanceAttribute"] = AttributeActions.Describe,
            ["ModifyInstanceAttribute"] = AttributeActions.Modify,
            ["ModifyInstanceMetadataOptions"] = MetadataActions.Modify,
            ["CreateSecurityGroup"] = SecurityGroupActions.Create,
            ["DeleteSecurityGroup"] = SecurityGroupActions.Delete,
            ["DescribeSecurityGroups"] = SecurityGroupActions.Describe,
            ["CreateLaunchTemplate"] = TemplateActions.Create,
            ["CreateLaunchTemplateVersion"] = TemplateVersionActions.Create,
            ["DeleteLaunchTemplate"] = TemplateActions.Delete,
            ["DeleteLaunchTemplateVersions"] = TemplateVersionActions.Delete,
            ["ModifyLaunchTemplate"] = TemplateActions.Modify,
            ["DescribeLaunchTemplates"] = TemplateActions.Describe,
            ["DescribeLaunchTemplateVersions"] = TemplateVersionActions.Describe,
        }
    );

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

    private static FrozenDictionary<string, ActionEntry> Create(
        QueryService service,
        Dictionary<string, Func<QueryReader, QueryAction>> actions
    ) =>
        actions.ToFrozenDictionary(
            action => action.Key,
            action => new ActionEntry(service, !action.Key.StartsWith("Describe", StringComparison.Ordinal), action.Value),
            StringComparer.Ordinal
        );
}

/// <summary>An action of a service.</summary>
/// <param name="Changes">True if the action may change the account.</param>
/// <param name="Read">Reads the parameters, before the account is known, and returns the action.</param>
internal sealed record ActionEntry(QueryService Service, bool Changes, Func<QueryReader, QueryAction> Read)
{
    /// <summary>Parameters and their treatment.</summary>
    public ParameterTable Parameters => field ??= QueryReader.Describe(Service, reader => Read(reader));

    /// <summary>Runs the action, a pure function.</summary>
    /// <exception cref="QueryErrorException">The request is rejected.</exception>
    public QueryActionResult Run(ActionContext context, QueryParameters parameters)
    {
        QueryReader reader = new(parameters, Service);
        QueryAction action = Read(reader);
        reader.Finish();
        return action(context);
    }
}

/// <summary>Actions for instances of groups.</summary>
internal static class InstanceActions
{
    public static QueryAction Describe(QueryReader reader)
    {
        ValueList<string> ids = reader.Texts("InstanceIds.member");
        PageRequest page = PageRequest.Read(reader);
        return context =>
            page.Reply(
                context,
                "instances",
                context.State.Instances.Where(instance => ids.Selects(instance.Id)),
                instance => instance.Id,
                "AutoScalingInstances",
                static (xml, instance) =>
                    GroupWriter.WriteState(
                        xml.Leaf("InstanceId", instance.Id)
                            .Leaf("InstanceType", instance.InstanceType)
                            .Leaf("AutoScalingGroupName", instance.Group),
                        instance
                    )
            );
    }

    public static QueryAction Terminate(QueryReader reader)
    {
        string id = reader.Required("InstanceId");
        bool decrements = reader.RequiredBoolean("ShouldDecrementDesiredCapacity");
        return context =>
        {
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
                : Sizing.Terminate(context.State, instance, new InstanceTermination(context.At, "in response to a user request"));
            ActivityRecord activity = state.Activities[0];
            state = decrements
                ? state
                : Sizing.Fit(context, state, state.Groups[group.Name], "in response to an instance that was taken out of service");
            return new QueryActionResult(state, xml =>
                ActivityActions.Write(xml.Open("Activity"), activity, activity.StartedAt).Close("Activity")
            );
        };
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
        string cause = $"in response to a user request, shrinking the capacity from {group.Desired} to {desired}";
        return Sizing.Terminate(context.State.With(smaller), instance, new InstanceTermination(context.At, cause));
    }
}
