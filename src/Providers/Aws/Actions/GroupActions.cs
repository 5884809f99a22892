using Scalewright.Providers.AutoScaling.Actions.Groups;
using Scalewright.Providers.AutoScaling.Actions.Templates;

namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>Actions that create, change, resize and delete groups.</summary>
internal static class GroupActions
{
    // Message of AWS for a change without a group name.
    private const string NoSuchGroup = "AutoScalingGroup name not found - null";

    public static QueryAction Create(QueryReader reader)
    {
        reader.Reject("there are no load balancers and no target groups here", "LoadBalancerNames", "TargetGroupARNs", "TrafficSources");
        GroupRecord named = new(reader.Required("AutoScalingGroupName"), 0, default)
        {
            MinSize = reader.RequiredNumber("MinSize", 0),
            MaxSize = reader.RequiredNumber("MaxSize", 0),
            Tags = TagRecord.Map(TagActions.Read(reader).Select(tag => tag.Tag)),
        };
        string? instance = reader.Text("InstanceId");
        Func<ActionContext, GroupRecord, GroupRecord> source = LaunchSource.Read(reader, instance);
        Func<ActionContext, GroupRecord, GroupRecord> settings = GroupSettings.Read(reader);
        Func<GroupRecord, GroupRecord> hooks = HookActions.ReadAll(reader);
        // AutoScaling API reference, CreateAutoScalingGroup. ARNs separate their parts with colons.
        reader.AddErrorIf(
            !named.Name.All(character => character is > ' ' and <= '~' and not ':'),
            "autoScalingGroupName",
            "Member must have ASCII characters 33 to 126, without a colon (:)",
            named.Name
        );

        int? desired = reader.Number("DesiredCapacity", 0);
        if (!reader.IsGiven("AvailabilityZones") && !reader.IsGiven("VPCZoneIdentifier"))
        {
            reader.AddError("At least one Availability Zone or VPC Subnet is required");
        }

        return context =>
        {
            AccountState state = context.State;
            GroupRecord group = source(context, named with { Number = state.NextNumber, CreatedAt = context.At });
            group = hooks(settings(context, group));
            if (!LaunchSource.IsIn(group))
            {
                throw new QueryErrorException(QueryError.Validation(LaunchSource.OneSourceOnly));
            }

            CheckFree(context, group.Name);
            if (instance is not null)
            {
                state = LaunchActions.Add(context, LaunchActions.LikeInstance(context, group.Name, instance));
                context = context with { State = state };
                group = group with { Number = state.NextNumber };
            }

            group = group with { Desired = desired ?? GetInitialSize(context, group) };
            GroupSettings.CheckBounds(context, group);
            state = state.With(group) with { NextNumber = state.NextNumber + 1 };
            CheckInstances(context, state, group);
            return new QueryActionResult(Sizing.Fit(context, state, group, "in response to a user request that created the group"));
        };
    }

    public static QueryAction Update(QueryReader reader)
    {
        string name = reader.Required("AutoScalingGroupName");
        (int? min, int? max, int? desired) = (
            reader.Number("MinSize", 0),
            reader.Number("MaxSize", 0),
            reader.Number("DesiredCapacity", 0)
        );
        Func<ActionContext, GroupRecord, GroupRecord> source = LaunchSource.Read(reader, instance: null);
        Func<ActionContext, GroupRecord, GroupRecord> settings = GroupSettings.Read(reader);
        return context =>
        {
            if (!context.State.Groups.TryGetValue(name, out GroupRecord? group))
            {
                throw new QueryErrorException(QueryError.Validation(NoSuchGroup));
            }

            group = settings(context, source(context, group)) with { MinSize = min ?? group.MinSize, MaxSize = max ?? group.MaxSize };
            if (context.IsPhantom(group))
            {
                // Phantom moves both bounds with the size, so a single bound also sets the other bound.
                group = group with
                {
                    MinSize = min ?? Math.Min(group.MinSize, group.MaxSize),
                    MaxSize = max ?? Math.Max(group.MinSize, group.MaxSize),
                };
            }

            if (group.MinSize > group.MaxSize)
            {
                throw new QueryErrorException(GroupSettings.Crossed(group));
            }

            group = group with { Desired = desired ?? Math.Clamp(group.Desired, group.MinSize, group.MaxSize) };
            GroupSettings.CheckBounds(context, group);
            CheckInstances(context, context.State, group);
            return new QueryActionResult(Sizing.Fit(context, context.State, group, "in response to a user request that changed the group"));
        };
    }

    public static QueryAction SetDesired(QueryReader reader)
    {
        string name = reader.Required("AutoScalingGroupName");
        int desired = reader.RequiredNumber("DesiredCapacity", 0);
        bool honors = reader.Boolean("HonorCooldown") ?? false;
        return context =>
        {
            GroupRecord group = context.Group(name);
            if (honors)
            {
                GroupSettings.CheckCooldown(context, group);
            }

            bool isPhantom = context.IsPhantom(group);
            if (!isPhantom && (desired > group.MaxSize || desired < group.MinSize))
            {
                throw new QueryErrorException(
                    QueryError.Validation(
                        desired > group.MaxSize
                            ? $"New SetDesiredCapacity value {desired} is above max value {group.MaxSize} for the AutoScalingGroup."
                            : $"New SetDesiredCapacity value {desired} is below min value {group.MinSize} for the AutoScalingGroup."
                    )
                );
            }

            return new QueryActionResult(
                Resize(context, context.State, group with { IsSizeFixed = isPhantom }, desired, "in response to a user request")
            );
        };
    }

    public static QueryAction Delete(QueryReader reader)
    {
        string name = reader.Required("AutoScalingGroupName");
        bool isForced = reader.Boolean("ForceDelete") ?? false;
        return context =>
        {
            GroupRecord group = context.Group(name);
            if (!isForced && !context.IsPhantom(group) && group.Instances.Count > 0)
            {
                bool isUsed = group.Desired > 0 || group.Instances.Any(instance => instance.IsLive || instance.IsWarm);
                throw new QueryErrorException(
                    isUsed
                        ? QueryError.ResourceInUse(
                            "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance "
                                + "request(s) still in the group."
                        )
                        : QueryError.ScalingActivityInProgress(
                            "You cannot delete an AutoScalingGroup while there are scaling activities in progress for that group."
                        )
                );
            }

            InstanceRecord[] ending = [.. group.Instances.Where(instance => !instance.IsEnding)];
            InstanceTermination termination = new(context.At, "in response to a user request that deleted the group") { IsHeld = false };
            AccountState ended = Sizing.Terminate(context.State, group, ending, termination);
            return new QueryActionResult(ended.Without(ended.Groups[name]));
        };
    }

    /// <summary>Resizes a group according to its rules.</summary>
    /// <param name="desired">Desired capacity, within the bounds if the rules have bounds.</param>
    /// <param name="warmup">Warm-up time of new instances; null for the default of the group.</param>
    public static AccountState Resize(
        ActionContext context,
        AccountState state,
        GroupRecord group,
        int desired,
        string cause,
        TimeSpan? warmup = null
    )
    {
        // Phantom: the desired size becomes both minimum_vms and maximum_vms of the engine.
        GroupRecord sized = context.IsPhantom(group)
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
        CheckInstances(context, state, sized);
        return Sizing.Fit(context, state, sized, $"{cause} changing the desired capacity from {group.Desired} to {desired}", warmup);
    }

    private static int GetInitialSize(ActionContext context, GroupRecord group) =>
        context.IsPhantom(group) && group.Tags.ContainsKey("minimum_vms")
            ? PhantomGroup.Read(group.Name, group.Tags).Capacity
            : group.MinSize;

    private static void CheckFree(ActionContext context, string name)
    {
        if (context.State.Groups.ContainsKey(name))
        {
            throw new QueryErrorException(
                QueryError.AlreadyExists(
                    $"AutoScalingGroup by this name already exists - A group with the name {TextEscaping.Escape(name)} already exists"
                )
            );
        }

        if (context.State.Groups.Count >= context.Options.MaxGroups)
        {
            throw new QueryErrorException(QueryError.LimitExceeded($"Only {context.Options.MaxGroups} AutoScalingGroups are allowed."));
        }
    }

    private static void CheckInstances(ActionContext context, AccountState state, GroupRecord group)
    {
        long otherDesired =
            state.Groups.Values.Where(existing => existing.Name != group.Name).Sum(existing => (long)existing.Desired)
            + state.Singles.Values.Count(single => single.IsLive);
        if (otherDesired + group.Desired > context.Options.MaxInstances)
        {
            throw new QueryErrorException(QueryError.LimitExceeded($"Only {context.Options.MaxInstances} instances are allowed."));
        }
    }
}
