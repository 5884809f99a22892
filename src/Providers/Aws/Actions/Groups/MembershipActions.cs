using Scalewright.Topologies;

namespace Scalewright.Providers.AutoScaling.Actions.Groups;

/// <summary>AttachInstances and DetachInstances.</summary>
internal static class MembershipActions
{
    private const int MaxAtOnce = 20;

    /// <summary>AttachInstances: all instances or none. Raises the desired capacity by their number.</summary>
    public static QueryAction Attach(QueryReader reader)
    {
        string name = reader.Required("AutoScalingGroupName");
        ValueList<string> ids = reader.Texts("InstanceIds.member");
        reader.AddErrorIf(ids.Count > MaxAtOnce, "instanceIds", $"Member must have length of 0 to {MaxAtOnce}");

        return context =>
        {
            GroupRecord group = context.Group(name);
            InstanceRecord[] instances = [.. ids.Distinct(StringComparer.Ordinal).Select(id => FindAttachable(context, group, id))];
            int desired = IncreasedCapacity(context, group, instances.Length);
            AccountState state = context.State;
            foreach (InstanceRecord instance in instances)
            {
                InstanceRecord joined = instance with
                {
                    Group = name,
                    ReadyAt = context.At,
                    IsProtected = group.ProtectsNew,
                    Warmup = group.WarmupOfOthers,
                };
                GroupRecord larger = state.Groups[name];
                state = (state with { Singles = state.Singles.Without(instance.Id) }).With(
                    larger with
                    {
                        Instances = [.. larger.Instances, joined],
                    }
                );
                state = GroupActivities.Add(
                    state,
                    context.At,
                    joined,
                    $"Attaching an existing EC2 instance: {instance.Id}",
                    $"was attached in response to a user request, increasing the capacity from {group.Desired} to {desired}"
                );
            }

            return new QueryActionResult(state.With(state.Groups[name] with { Desired = desired }));
        };
    }

    /// <summary>DetachInstances: all instances or none. They keep running outside of a group.</summary>
    public static QueryAction Detach(QueryReader reader)
    {
        string name = reader.Required("AutoScalingGroupName");
        bool decrements = reader.RequiredBoolean("ShouldDecrementDesiredCapacity");
        Func<ActionContext, InstanceRecord[]> members = MemberActions.ReadMembers(reader, name, MaxAtOnce);
        return context =>
        {
            InstanceRecord[] instances = members(context);
            GroupRecord group = context.Group(name);
            foreach (
                InstanceRecord instance in instances.Where(instance =>
                    instance.State is not (InstanceState.InService or InstanceState.Standby)
                )
            )
            {
                throw new QueryErrorException(QueryError.Validation($"The instance {instance.Id} is not in InService or Standby."));
            }

            // API reference, DetachInstances: the capacity drops "by the number of instances detached", including those in
            // standby.
            int desired = decrements ? DecreasedCapacity(context, group, instances.Length) : group.Desired;
            string cause = decrements
                ? $"was detached in response to a user request, shrinking the capacity from {group.Desired} to {desired}"
                : "was detached in response to a user request";
            AccountState state = context.State;
            foreach (InstanceRecord instance in instances)
            {
                state = GroupActivities.Add(state, context.At, instance, $"Detaching EC2 instance: {instance.Id}", cause);
                state = state.With(state.Groups[name].Without(instance)).WithSingle(Freed(context, group, instance));
            }

            state = state.With(state.Groups[name] with { Desired = desired });
            return GroupActivities.Reply(
                state,
                instances.Length,
                Sizing.Fit(context, state, state.Groups[name], "in response to instances that were detached")
            );
        };
    }

    /// <summary>Returns the desired capacity after instances leave the group.</summary>
    /// <exception cref="QueryErrorException">The capacity would be below the minimum.</exception>
    public static int DecreasedCapacity(ActionContext context, GroupRecord group, int count)
    {
        int desired = group.Desired - count;
        return desired >= group.MinSize || context.IsPhantom(group)
            ? Math.Max(0, desired)
            : throw new QueryErrorException(
                QueryError.Validation(
                    $"AutoScalingGroup {TextEscaping.Escape(group.Name)} has min-size={group.MinSize}, "
                        + $"max-size={group.MaxSize}, and desired-size={group.Desired}. "
                        + $"To take {count} out of service with a smaller capacity, please update the AutoScalingGroup sizes "
                        + "appropriately."
                )
            );
    }

    /// <summary>Returns the desired capacity after instances join the group.</summary>
    /// <exception cref="QueryErrorException">The capacity would be above the maximum.</exception>
    public static int IncreasedCapacity(ActionContext context, GroupRecord group, int count)
    {
        int desired = group.Desired + count;
        return desired <= group.MaxSize || context.IsPhantom(group)
            ? desired
            : throw new QueryErrorException(
                QueryError.Validation(
                    $"AutoScalingGroup {TextEscaping.Escape(group.Name)} has min-size={group.MinSize}, "
                        + $"max-size={group.MaxSize}, and desired-size={group.Desired}. "
                        + $"To add {count} more, please update the AutoScalingGroup sizes appropriately."
                )
            );
    }

    /// <summary>Returns an instance without a group that runs in a zone of this one.</summary>
    /// <exception cref="QueryErrorException">The instance does not exist or cannot be attached.</exception>
    private static InstanceRecord FindAttachable(ActionContext context, GroupRecord group, string id)
    {
        InstanceRecord instance = context.State.AnyInstance(id)
            ?? throw new QueryErrorException(QueryError.Validation($"Invalid Instance ID(s): {TextEscaping.Escape(id)}"));
        if (instance.Group.Length > 0)
        {
            throw new QueryErrorException(
                QueryError.Validation($"Instance {id} is already part of AutoScalingGroup:{TextEscaping.Escape(instance.Group)}")
            );
        }

        if (instance is not { State: InstanceState.InService, Power: PowerState.On })
        {
            throw new QueryErrorException(
                QueryError.Validation($"Instance {id} is not in correct state to be attached: {Ec2InstanceWriter.GetState(instance).Name}")
            );
        }

        // Amazon EC2 Auto Scaling User Guide, "Detach or attach instances": the instance is in a zone of the group.
        ValueList<DomainCloud> clouds = CloudChoice.GetClouds(group, context.IsPhantom(group), context.Options.Clouds);
        if (instance.Cloud.Length > 0 && clouds.All(cloud => cloud.Name.Length > 0 && cloud.Name != instance.Cloud))
        {
            throw new QueryErrorException(
                QueryError.Validation(
                    $"Instance {id} is in Availability Zone {TextEscaping.Escape(instance.Cloud)}, and the AutoScalingGroup "
                        + $"{TextEscaping.Escape(group.Name)} has {string.Join(", ", clouds.Select(cloud => TextEscaping.Escape(cloud.Name)))}"
                )
            );
        }

        return instance;
    }

    /// <summary>Detaches an instance, with the settings of its launch configuration and its tags.</summary>
    private static InstanceRecord Freed(ActionContext context, GroupRecord group, InstanceRecord instance) =>
        group.Release(instance) with
        {
            State = InstanceState.InService,
            IsProtected = false,
            IsHealthy = true,
            ReplaceAt = null,
            Tags = group.CollectTags(instance).Where(tag => tag.Key != GroupRecord.NameTag).ToValueMap(),
            UserData =
                instance.UserData.Length == 0 && context.State.Launches.TryGetValue(instance.Launch, out LaunchRecord? launch)
                    ? launch.UserData
                    : instance.UserData,
        };
}
