namespace Scalewright.Providers.AutoScaling.Actions.Groups;

/// <summary>EnterStandby and ExitStandby.</summary>
internal static class StandbyActions
{
    private const int MaxAtOnce = 20;

    /// <summary>EnterStandby: all instances or none. They are replaced unless the desired capacity decreases.</summary>
    public static QueryAction Enter(QueryReader reader)
    {
        string name = reader.Required("AutoScalingGroupName");
        bool decrements = reader.RequiredBoolean("ShouldDecrementDesiredCapacity");
        Func<ActionContext, InstanceRecord[]> members = MemberActions.ReadMembers(reader, name, MaxAtOnce);
        return context =>
        {
            InstanceRecord[] instances = members(context);
            GroupRecord group = context.Group(name);
            foreach (InstanceRecord instance in instances.Where(instance => instance.State != InstanceState.InService))
            {
                throw new QueryErrorException(QueryError.Validation($"The instance {instance.Id} is not in InService."));
            }

            int desired = decrements ? MembershipActions.DecreasedCapacity(context, group, instances.Length) : group.Desired;
            string cause = decrements
                ? $"in response to a user request, shrinking the capacity from {group.Desired} to {desired}"
                : "in response to a user request";
            AccountState state = instances.Aggregate(context.State.With(group with { Desired = desired }), (account, instance) =>
                GroupActivities.Add(
                    account.With(instance with { State = InstanceState.Standby }),
                    context.At,
                    instance,
                    $"Moving EC2 instance to Standby: {instance.Id}",
                    $"was moved to standby {cause}"
                )
            );
            return GroupActivities.Reply(
                state,
                instances.Length,
                Sizing.Fit(context, state, state.Groups[name], "in response to instances that were moved to standby")
            );
        };
    }

    /// <summary>ExitStandby: all instances or none. Raises the desired capacity by their number.</summary>
    public static QueryAction Exit(QueryReader reader)
    {
        string name = reader.Required("AutoScalingGroupName");
        Func<ActionContext, InstanceRecord[]> members = MemberActions.ReadMembers(reader, name, MaxAtOnce);
        return context =>
        {
            InstanceRecord[] instances = members(context);
            GroupRecord group = context.Group(name);
            foreach (InstanceRecord instance in instances.Where(instance => instance.State != InstanceState.Standby))
            {
                throw new QueryErrorException(QueryError.Validation($"The instance {instance.Id} is not in Standby."));
            }

            if (group.IsSuspended(ScalingProcess.Launch))
            {
                throw new QueryErrorException(
                    QueryError.Validation("The process Launch is suspended; resume it before instances leave standby.")
                );
            }

            int desired = MembershipActions.IncreasedCapacity(context, group, instances.Length);
            AccountState state = instances.Aggregate(context.State.With(group with { Desired = desired }), (account, instance) =>
                GroupActivities.Add(
                    account.With(instance with { State = InstanceState.InService }),
                    context.At,
                    instance,
                    $"Moving EC2 instance out of Standby: {instance.Id}",
                    $"was moved out of standby in response to a user request, increasing the capacity from {group.Desired} "
                        + $"to {desired}"
                )
            );
            return GroupActivities.Reply(state, instances.Length, state, isEntering: true);
        };
    }
}
