using Scalewright.Providers.AutoScaling.Actions;

namespace Scalewright.Providers.AutoScaling.Fleets;

/// <summary>Updates an account with observed node states. Pure functions.</summary>
internal static class FleetSight
{
    /// <summary>
    /// Applies observed states: ready instances enter service, missing ones leave, failed ones are replaced.
    /// </summary>
    /// <param name="seen">Existing nodes by instance ID.</param>
    public static AccountState Take(ActionContext context, IReadOnlyDictionary<string, NodeSight> seen)
    {
        AccountState state = DueWork.Take(context);
        foreach (InstanceRecord instance in state.Instances.ToArray())
        {
            state = Take(context, state, instance, seen.GetValueOrDefault(instance.Id, NodeSight.Gone));
        }

        foreach (string name in state.Groups.Keys.ToArray())
        {
            GroupRecord group = state.Groups[name];
            if (group.Live.Count() != group.DesiredCount && !(group.Retry?.NextAt > context.At))
            {
                AccountState fitted = Sizing.Fit(
                    context, state, group, "in response to a difference between desired and actual capacity");
                state = fitted.Groups[name] == group ? state : fitted;
            }

            state = WarmPools.Fit(context, state, name);
        }

        return SinglesSight.Take(state, seen, context.At);
    }

    private static AccountState Take(
        ActionContext context, AccountState state, InstanceRecord instance, NodeSight sight)
    {
        InstanceRecord powered = Switch(instance, sight);
        if (!ReferenceEquals(powered, instance))
        {
            state = state.With(powered);
        }

        if (powered.IsWarm)
        {
            return WarmPoolSight.Take(context, state, powered, sight);
        }

        return powered.State switch
        {
            InstanceState.Terminating when sight is NodeSight.Gone or NodeSight.Lost =>
                Leave(state, powered, context.At),
            InstanceState.Pending when sight == NodeSight.Ready => Lifecycle.Arrive(state, powered, context.At),
            InstanceState.Pending when sight is NodeSight.Failed or NodeSight.Lost =>
                LaunchTrouble.End(context, state, powered, hasNoRoom: false, "The instance failed before it was ready"),
            InstanceState.PendingWait when IsBad(sight) && !powered.IsRebooting =>
                LaunchTrouble.End(
                    context, state, powered, hasNoRoom: false, "The instance failed while a lifecycle hook held it"),
            InstanceState.TerminatingWait when IsBad(sight) && !powered.IsRebooting => state.With(
                powered with { State = InstanceState.Terminating, Actions = [], EndedAt = context.At }),
            InstanceState.Standby when IsBad(sight) && powered.Power == PowerState.On =>
                Sizing.End(
                    state,
                    powered.Because(StateReason.Instance, context.At) with { IsHealthy = false },
                    context.At,
                    "in response to a standby instance that was found to be gone"),
            InstanceState.InService => CheckHealth(context, state, powered, sight),
            _ => state,
        };
    }

    /// <summary>Advances the power state of an instance that is being stopped or started.</summary>
    public static InstanceRecord Switch(InstanceRecord instance, NodeSight sight) => (instance.Power, sight) switch
    {
        (PowerState.Stopping, NodeSight.Gone or NodeSight.Lost) => instance with { Power = PowerState.Stopped },
        (PowerState.Starting, NodeSight.Ready) => instance with { Power = PowerState.On },
        (PowerState.Starting, NodeSight.Failed or NodeSight.Lost) => instance with { Power = PowerState.Stopping },
        (PowerState.RebootStopping, NodeSight.Gone or NodeSight.Lost) =>
            instance with { Power = PowerState.RebootStarting },

        // A reboot without a ready node is treated like a running instance whose node fails.
        (PowerState.RebootStarting, NodeSight.Ready or NodeSight.Failed or NodeSight.Lost) =>
            instance with { Power = PowerState.On },
        _ => instance,
    };

    /// <summary>Marks unhealthy instances and replaces them, unless the processes are suspended.</summary>
    private static AccountState CheckHealth(
        ActionContext context, AccountState state, InstanceRecord instance, NodeSight sight)
    {
        GroupRecord group = state.Groups[instance.Group];
        bool isDown = instance.Power is PowerState.Stopping or PowerState.Stopped
            || (instance.Power == PowerState.On && IsBad(sight));
        if (isDown && instance.IsHealthy && !group.IsSuspended(ScalingProcess.HealthCheck))
        {
            instance = instance with { IsHealthy = false, ReplaceAt = null };
            group = group.With(instance);
            state = state.With(group);
        }

        if (instance.Power == PowerState.On && IsBad(sight))
        {
            instance = instance.Because(StateReason.Instance, context.At);
        }

        bool isReplaced = !instance.IsHealthy && !(instance.ReplaceAt > context.At)
            && !group.IsSuspended(ScalingProcess.ReplaceUnhealthy) && !group.IsSuspended(ScalingProcess.Terminate);
        return isReplaced
            ? Sizing.End(state, instance, context.At, "in response to a health check that found it unhealthy")
            : state;
    }

    private static bool IsBad(NodeSight sight) => sight is NodeSight.Gone or NodeSight.Lost or NodeSight.Failed;

    /// <summary>Removes an instance without a node from its group.</summary>
    public static AccountState Leave(AccountState state, InstanceRecord instance, DateTimeOffset at)
    {
        GroupRecord group = state.Groups[instance.Group];
        return state.Ending(instance.Id, isLaunch: false, at)
            .With(group.Without(instance))
            .WithSingle(group.Release(instance) with { State = InstanceState.Terminated });
    }
}

/// <summary>
/// Updates instances outside of groups with observed node states; they are not replaced. Pure functions.
/// </summary>
internal static class SinglesSight
{
    /// <summary>Applies observed states and removes instances that terminated long ago.</summary>
    /// <param name="seen">Existing nodes by instance ID.</param>
    public static AccountState Take(AccountState state, IReadOnlyDictionary<string, NodeSight> seen, DateTimeOffset at)
    {
        foreach (InstanceRecord instance in state.Singles.Values)
        {
            InstanceRecord now = Take(instance, seen.GetValueOrDefault(instance.Id, NodeSight.Gone), at);
            if (now.State == InstanceState.Terminated && now.EndedAt + AccountState.RememberedFor < at)
            {
                state = state with { Singles = state.Singles.Without(instance.Id) };
            }
            else if (!ReferenceEquals(now, instance))
            {
                // An instance of a group that was deleted in the meantime has an activity.
                AccountState ended = now.State == InstanceState.Terminated
                    ? state.Ending(instance.Id, isLaunch: false, at)
                    : state;
                state = ended.WithSingle(now);
            }
        }

        return state;
    }

    private static InstanceRecord Take(InstanceRecord instance, NodeSight sight, DateTimeOffset at)
    {
        InstanceRecord powered = FleetSight.Switch(instance, sight);
        return powered.Power == PowerState.On || powered.State == InstanceState.Terminating
            ? Live(powered, sight, at)
            : powered;
    }

    private static InstanceRecord Live(InstanceRecord instance, NodeSight sight, DateTimeOffset at) =>
        (instance.State, sight) switch
    {
        (InstanceState.Pending, NodeSight.Ready) => instance with { State = InstanceState.InService },
        (InstanceState.Pending, NodeSight.Failed or NodeSight.Lost) => End(instance, StateReason.Failure, at),
        (InstanceState.InService, NodeSight.Gone or NodeSight.Lost or NodeSight.Failed) =>
            End(instance, StateReason.Instance, at),
        (InstanceState.Terminating, NodeSight.Gone or NodeSight.Lost) =>
            instance with { State = InstanceState.Terminated },
        _ => instance,
    };

    private static InstanceRecord End(InstanceRecord instance, string reason, DateTimeOffset at) =>
        instance with { State = InstanceState.Terminating, IsHealthy = false, EndedAt = at, Reason = reason,
            ReasonAt = at };
}

/// <summary>Updates instances of warm pools with observed node states. Pure functions.</summary>
internal static class WarmPoolSight
{
    /// <summary>Applies observed states: ready instances come to rest, failed or unsuitable ones terminate.</summary>
    public static AccountState Take(
        ActionContext context, AccountState state, InstanceRecord instance, NodeSight sight)
    {
        bool isBad = !instance.IsRebooting && sight is NodeSight.Gone or NodeSight.Lost or NodeSight.Failed;
        return instance.State switch
        {
            InstanceState.WarmedTerminating when sight is NodeSight.Gone or NodeSight.Lost =>
                FleetSight.Leave(state, instance, context.At),
            InstanceState.WarmedPending => Arrive(context, state, instance, sight),
            InstanceState.WarmedPendingWait when isBad => LaunchTrouble.End(
                context, state, instance, hasNoRoom: false, "The instance failed while a lifecycle hook held it"),
            InstanceState.WarmedRunning when isBad || IsOff(instance) || !instance.IsHealthy =>
                End(context, state, instance),
            InstanceState.WarmedStopped when instance.Power != PowerState.Stopped || !instance.IsHealthy =>
                End(context, state, instance),
            _ => state,
        };
    }

    private static AccountState Arrive(
        ActionContext context, AccountState state, InstanceRecord instance, NodeSight sight) =>
        (instance.Power, sight) switch
    {
        (PowerState.Stopped, _) => state.With(instance with { State = InstanceState.WarmedStopped }),
        (PowerState.On, NodeSight.Ready) => Lifecycle.ArriveWarm(state, instance, context.At),
        (PowerState.On, NodeSight.Failed or NodeSight.Lost) => LaunchTrouble.End(
            context, state, instance, hasNoRoom: false, "The instance failed before it was ready"),
        _ => state,
    };

    private static bool IsOff(InstanceRecord instance) => instance.Power != PowerState.On && !instance.IsRebooting;

    /// <summary>Terminates an unusable instance; the pool is refilled.</summary>
    private static AccountState End(ActionContext context, AccountState state, InstanceRecord instance)
    {
        GroupRecord group = state.Groups[instance.Group];
        return group.IsSuspended(ScalingProcess.ReplaceUnhealthy) || group.IsSuspended(ScalingProcess.Terminate)
            ? state
            : Sizing.End(
                state,
                instance.Because(StateReason.Instance, context.At) with { IsHealthy = false },
                context.At,
                "in response to a health check that found it unhealthy in its warm pool");
    }
}
