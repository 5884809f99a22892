using Scalewright.Providers.AutoScaling.Actions;
using Scalewright.Topologies;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Sizes warm pools, and moves instances out of and back into them. Pure functions.</summary>
/// <remarks>
/// Sources: AutoScaling API reference, PutWarmPool; Amazon EC2 Auto Scaling User Guide, "Warm pools for Amazon EC2 Auto
/// Scaling".
/// </remarks>
internal static class WarmPools
{
    /// <summary>Desired number of instances in the pool of a group.</summary>
    public static int GetSize(GroupRecord group) =>
        group.WarmPool is { IsDeleted: false } pool
            ? Math.Max(pool.MinSize, group.GetCount((pool.MaxPrepared ?? group.MaxSize) - group.Desired))
            : 0;

    /// <summary>Launches missing and terminates surplus instances; removes a deleted pool once it is empty.</summary>
    public static AccountState Fit(ActionContext context, AccountState state, string name)
    {
        GroupRecord group = state.Groups[name];
        if (group.WarmPool is { IsDeleted: true } && !group.Instances.Any(instance => instance.IsWarm))
        {
            return state.With(group with { WarmPool = null });
        }

        InstanceRecord[] waiting = [.. Waiting(group)];
        int missing = Missing(group);
        if (missing < 0 && !group.IsSuspended(ScalingProcess.Terminate))
        {
            // Removing an instance that is not ready loses the least.
            IEnumerable<InstanceRecord> surplus = waiting.OrderBy(IsReady).ThenByDescending(instance => instance.Number).Take(-missing);
            InstanceTermination termination = new(context.At, "in response to a warm pool that has too many instances");
            return Sizing.Terminate(state, group, [.. surplus], termination);
        }

        bool canLaunch = !group.IsSuspended(ScalingProcess.Launch) && !(group.Retry?.NextAt > context.At);
        return missing > 0 && canLaunch ? Launch(context, state, group, missing) : state;
    }

    /// <summary>Moves ready instances from the pool of a group into the group.</summary>
    /// <param name="context">The request, with the account to change.</param>
    /// <returns>The new account, and the number of moved instances.</returns>
    public static (AccountState State, int Count) MoveReady(ActionContext context, GroupRecord group, InstanceLaunch launch)
    {
        InstanceRecord[] ready =
        [
            .. Waiting(group)
                .Where(instance => instance.Cloud == launch.Cloud && instance.IsHealthy && IsReady(instance))
                .OrderBy(instance => instance.State == InstanceState.WarmedStopped)
                .ThenBy(instance => instance.Number)
                .Take(launch.Count),
        ];
        AccountState state = context.State;
        foreach (InstanceRecord instance in ready)
        {
            bool isStopped = instance.State == InstanceState.WarmedStopped;
            PowerState power = isStopped ? PowerState.Starting : PowerState.On;
            ActivityRecord activity = Sizing.Activity(
                state,
                instance,
                $"Launching a new EC2 instance from warm pool: {instance.Id}",
                $"At {Sizing.FormatTime(context.At)} an instance was started {launch.Cause}.",
                context.At
            ) with
            {
                IsLaunch = true,
            };
            state = state
                .With(
                    instance with
                    {
                        State = InstanceState.Pending,
                        Power = power,
                        LaunchedAt = isStopped ? context.At : instance.LaunchedAt,
                        Warmup = launch.Warmup,
                        IsProtected = group.ProtectsNew,
                        Reason = "",
                        ReasonAt = null,
                    }
                )
                .With(activity) with
            {
                NextNumber = state.NextNumber + 1,
            };
        }

        return (state, ready.Length);
    }

    /// <summary>Returns the removed instances that go back to the pool.</summary>
    /// <param name="group">The group, with its new size.</param>
    public static IReadOnlyList<InstanceRecord> Returning(GroupRecord group, IReadOnlyList<InstanceRecord> leaving) =>
        group.WarmPool is { IsReused: true, IsDeleted: false }
            ?
            [
                .. leaving
                    .Where(instance => instance is { IsHealthy: true, State: InstanceState.InService } && instance.Power == PowerState.On)
                    .Take(Math.Max(0, Missing(group))),
            ]
            : [];

    /// <summary>
    /// Moves an instance with a running node into the pool of its group, or terminates it if the pool is gone.
    /// </summary>
    public static InstanceRecord Enter(GroupRecord group, InstanceRecord instance, DateTimeOffset at) =>
        group.WarmPool is { IsDeleted: false }
            ? instance with
            {
                State = InstanceState.WarmedPending,
                Actions = [],
                IsReturning = false,
                IsProtected = false,
                ReadyAt = null,
            }
            : instance with
            {
                State = InstanceState.Terminating,
                Actions = [],
                IsReturning = false,
                EndedAt = at,
            };

    /// <summary>Moves an instance to the final state of its pool after its hooks.</summary>
    public static AccountState EnterPool(AccountState state, InstanceRecord instance, DateTimeOffset at)
    {
        GroupRecord group = state.Groups[instance.Group];
        bool runs = group.WarmPool?.State == WarmPoolRecord.Running;
        PowerState awake = instance.IsRebooting ? instance.Power : PowerState.On;
        InstanceRecord resting = runs
            ? instance with
            {
                State = InstanceState.WarmedRunning,
                Power = awake,
                Actions = [],
            }
            : instance with
            {
                State = InstanceState.WarmedPending,
                Power = PowerState.Stopping,
                Actions = [],
            };
        return state.Ending(instance.Id, isLaunch: true, at).With(group.With(runs ? resting : resting.Because(StateReason.User, at)));
    }

    /// <summary>Returns the number of missing instances. Instances that return after their hooks are not
    /// missing.</summary>
    private static int Missing(GroupRecord group) =>
        GetSize(group)
        - Waiting(group).Count()
        - group.Instances.Count(instance => instance is { IsReturning: true, State: InstanceState.TerminatingWait });

    private static IEnumerable<InstanceRecord> Waiting(GroupRecord group) =>
        group.Instances.Where(instance => instance.IsWarm && instance.State != InstanceState.WarmedTerminating);

    private static bool IsReady(InstanceRecord instance) =>
        instance
            is { State: InstanceState.WarmedStopped, Power: PowerState.Stopped }
                or { State: InstanceState.WarmedRunning, Power: PowerState.On };

    /// <summary>Launches instances where group and pool together have the fewest, within capacity.</summary>
    private static AccountState Launch(ActionContext context, AccountState state, GroupRecord group, int missing)
    {
        int remaining = context.Options.MaxInstances - state.AllInstances.Count(instance => instance.IsLive || instance.IsWarm);
        DomainCloud[] clouds =
        [
            .. CloudChoice
                .GetClouds(group, context.IsPhantom(group), context.Options.Clouds)
                .Where(target => !(group.ClosedUntil.TryGetValue(target.Name, out DateTimeOffset until) && context.At < until)),
        ];
        Dictionary<string, int> counts = clouds.ToDictionary(
            target => target.Name,
            target => group.Instances.Count(instance => instance.Cloud == target.Name && (instance.IsLive || instance.IsWarm)),
            StringComparer.Ordinal
        );
        Dictionary<string, int> desired = new(StringComparer.Ordinal);
        for (int index = 0; index < Math.Min(missing, remaining); index++)
        {
            DomainCloud? target = clouds
                .Where(cloud => cloud.MaxNodes < 0 || counts[cloud.Name] < cloud.MaxNodes)
                .MinBy(cloud => counts[cloud.Name]);
            if (target is null)
            {
                break;
            }

            counts[target.Name]++;
            desired[target.Name] = desired.GetValueOrDefault(target.Name) + 1;
        }

        string cause = string.Create(CultureInfo.InvariantCulture, $"to fill the warm pool by {missing}");
        foreach ((string cloud, int count) in desired)
        {
            InstanceLaunch launch = new(cloud, count, cause, TimeSpan.Zero) { FirstState = InstanceState.WarmedPending };
            state = Sizing.Launch(context with { State = state }, state.Groups[group.Name], launch);
        }

        return state;
    }
}
