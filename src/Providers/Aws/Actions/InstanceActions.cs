using Scalewright.Providers.AutoScaling.Model;
using Scalewright.Providers.AutoScaling.Wire;

namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>Instances of groups.</summary>
internal static class InstanceActions
{
    /// <summary>DescribeAutoScalingInstances.</summary>
    public static ActionResult Describe(ActionContext context)
    {
        ValueList<string> ids = context.Read.Texts("InstanceIds.member");
        IEnumerable<InstanceRecord> found = context.State.Instances.Where(
            instance => ids.Count == 0 || ids.Contains(instance.Id, StringComparer.Ordinal));
        Page<InstanceRecord> page = Page<InstanceRecord>.Of(context, "instances", found, instance => instance.Id);
        return new ActionResult(context.State, xml => page.WriteTo(xml.List(
            "AutoScalingInstances",
            "member",
            page.Items,
            (_, instance) => GroupReplies.WriteState(
                xml.Leaf("InstanceId", instance.Id).Leaf("InstanceType", instance.InstanceType)
                    .Leaf("AutoScalingGroupName", instance.Group),
                instance))));
    }

    /// <summary>TerminateInstanceInAutoScalingGroup.</summary>
    public static ActionResult Terminate(ActionContext context)
    {
        string id = context.Read.Required("InstanceId");
        bool decrements = context.Read.RequiredTruth("ShouldDecrementDesiredCapacity");
        context.Read.Finish();
        if (context.State.Instance(id) is not { } instance)
        {
            throw new QueryFaultException(WireFault.Validation(
                $"Instance Id not found - No managed instance found for instance ID: {Printable.Escape(id)}"));
        }

        if (!instance.IsLive && instance.State != InstanceState.Standby)
        {
            throw new QueryFaultException(WireFault.Validation(
                $"Instance {id} is not in a state in which it can be terminated: "
                    + GroupReplies.WordOf(instance.State)));
        }

        GroupRecord group = context.Group(instance.Group);
        AccountState state = decrements
            ? Shrink(context, group, instance)
            : Sizing.End(context.State, instance, context.At, "in response to a user request");
        ActivityRecord activity = state.Activities[0];
        state = decrements
            ? state
            : Sizing.Fit(
                context, state, state.Groups[group.Name], "in response to an instance that was taken out of service");
        return new ActionResult(
            state, xml => ActivityActions.Write(xml.Open("Activity"), activity, activity.StartedAt).Close("Activity"));
    }

    private static AccountState Shrink(ActionContext context, GroupRecord group, InstanceRecord instance)
    {
        bool isPhantom = context.IsPhantom(group);
        if (!isPhantom && group.Desired <= group.MinSize)
        {
            throw new QueryFaultException(WireFault.Validation(
                $"Currently, desiredSize equals minSize ({group.MinSize}). Terminating instance without replacement "
                    + "will violate group's min size constraint. Either set shouldDecrementDesiredCapacity flag to "
                    + "false or lower group's min size."));
        }

        int desired = Math.Max(0, group.Desired - 1);
        GroupRecord smaller = isPhantom
            ? group with { MinSize = desired, MaxSize = desired, Desired = desired }
            : group with { Desired = desired };
        return Sizing.End(
            context.State.With(smaller),
            instance,
            context.At,
            $"in response to a user request, shrinking the capacity from {group.Desired} to {desired}");
    }
}
