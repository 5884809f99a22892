using Scalewright.Providers.AutoScaling.Actions;

namespace Scalewright.Providers.AutoScaling.Fleets;

/// <summary>Updates an account with observed node states. Pure functions.</summary>
internal static class FleetObservation
{
    /// <summary>
    /// Applies observed states: ready instances enter service, missing ones leave, failed ones are replaced.
    /// </summary>
    /// <param name="seen">Existing nodes by instance ID.</param>
    public static AccountState Take(ActionContext context, IReadOnlyDictionary<string, InstanceNodeObservation> seen)
    {
        AccountState state = DueWork.Take(context);
        foreach (InstanceRecord instance in state.Instances.ToArray())
        {
            state = Take(context, state, instance, seen.GetValueOrDefault(instance.Id, InstanceNodeObservation.Gone));
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

        return StandaloneInstanceObservation.Take(state, seen, context.At);
    }

    private static AccountState Take(
        ActionContext context, AccountState state, InstanceRecord instance, InstanceNodeObservation sight)
    {
        InstanceRecord powered = Switch(instance, sight);
        if (!ReferenceEquals(powered, instance))
        {
            state = state.With(powered);
        }

        if (powered.IsWarm)
        {
            return WarmPoolObservation.Take(context, state, powered, sight);
        }

        return powered.State switch
        {
            InstanceState.Terminating when sight is InstanceNodeObservation.Gone or InstanceNodeObservation.Lost =>
                Leave(state, powered, context.At),
            InstanceState.Pending when sight == InstanceNodeObservation.Ready =>
                Lifecycle.Arrive(state, powered, context.At),
            InstanceState.Pending when sight is InstanceNodeObservation.Failed or InstanceNodeObservation.Lost =>
                LaunchFailures.End(
                    context, state, powered, hasNoRoom: false, "The instance failed before it was ready"),
            InstanceState.PendingWait when IsBad(sight) && !powered.IsRebooting =>
                LaunchFailures.End(
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
    public static InstanceRecord Switch(InstanceRecord instance, InstanceNodeObservation observation) =>
        (instance.Power, observation) switch
        {
            (PowerState.Stopping, InstanceNodeObservation.Gone or InstanceNodeObservation.Lost) =>
                instance with { Power = PowerState.Stopped },
            (PowerState.Starting, InstanceNodeObservation.Ready) => instance with { Power = PowerState.On },
            (PowerState.Starting, InstanceNodeObservation.Failed or InstanceNodeObservation.Lost) =>
                instance with { Power = PowerState.Stopping },
            (PowerState.RebootStopping, InstanceNodeObservation.Gone or InstanceNodeObservation.Lost) =>
                instance with { Power = PowerState.RebootStarting },

            // A reboot whose new node fails is treated like a running instance whose node fails.
            (PowerState.RebootStarting,
                InstanceNodeObservation.Ready or InstanceNodeObservation.Failed or InstanceNodeObservation.Lost) =>
                instance with { Power = PowerState.On },
            _ => instance,
        };

    /// <summary>Marks unhealthy instances and replaces them, unless the processes are suspended.</summary>
    private static AccountState CheckHealth(
        ActionContext context, AccountState state, InstanceRecord instance, InstanceNodeObservation sight)
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

    private static bool IsBad(InstanceNodeObservation observation) =>
        observation is InstanceNodeObservation.Gone or InstanceNodeObservation.Lost or InstanceNodeObservation.Failed;

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
internal static class StandaloneInstanceObservation
{
    /// <summary>Applies observed states and removes instances that terminated long ago.</summary>
    /// <param name="seen">Existing nodes by instance ID.</param>
    public static AccountState Take(
        AccountState state, IReadOnlyDictionary<string, InstanceNodeObservation> seen, DateTimeOffset at)
    {
        foreach (InstanceRecord instance in state.Singles.Values)
        {
            InstanceRecord now = Take(instance, seen.GetValueOrDefault(instance.Id, InstanceNodeObservation.Gone), at);
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

    private static InstanceRecord Take(InstanceRecord instance, InstanceNodeObservation sight, DateTimeOffset at)
    {
        InstanceRecord powered = FleetObservation.Switch(instance, sight);
        return powered.Power == PowerState.On || powered.State == InstanceState.Terminating
            ? Live(powered, sight, at)
            : powered;
    }

    private static InstanceRecord Live(InstanceRecord instance, InstanceNodeObservation sight, DateTimeOffset at) =>
        (instance.State, sight) switch
    {
        (InstanceState.Pending, InstanceNodeObservation.Ready) => instance with { State = InstanceState.InService },
        (InstanceState.Pending, InstanceNodeObservation.Failed or InstanceNodeObservation.Lost) =>
            End(instance, StateReason.Failure, at),
        (InstanceState.InService,
            InstanceNodeObservation.Gone or InstanceNodeObservation.Lost or InstanceNodeObservation.Failed) =>
            End(instance, StateReason.Instance, at),
        (InstanceState.Terminating, InstanceNodeObservation.Gone or InstanceNodeObservation.Lost) =>
            instance with { State = InstanceState.Terminated },
        _ => instance,
    };

    private static InstanceRecord End(InstanceRecord instance, string reason, DateTimeOffset at) =>
        instance with { State = InstanceState.Terminating, IsHealthy = false, EndedAt = at, Reason = reason,
            ReasonAt = at };
}

/// <summary>Updates instances of warm pools with observed node states. Pure functions.</summary>
internal static class WarmPoolObservation
{
    /// <summary>Applies observed states: ready instances enter the pool, failed or unsuitable ones terminate.</summary>
    public static AccountState Take(
        ActionContext context, AccountState state, InstanceRecord instance, InstanceNodeObservation sight)
    {
        bool isBad = !instance.IsRebooting
            && sight is InstanceNodeObservation.Gone or InstanceNodeObservation.Lost or InstanceNodeObservation.Failed;
        return instance.State switch
        {
            InstanceState.WarmedTerminating
                when sight is InstanceNodeObservation.Gone or InstanceNodeObservation.Lost =>
                FleetObservation.Leave(state, instance, context.At),
            InstanceState.WarmedPending => Arrive(context, state, instance, sight),
            InstanceState.WarmedPendingWait when isBad => LaunchFailures.End(
                context, state, instance, hasNoRoom: false, "The instance failed while a lifecycle hook held it"),
            InstanceState.WarmedRunning when isBad || IsOff(instance) || !instance.IsHealthy =>
                End(context, state, instance),
            InstanceState.WarmedStopped when instance.Power != PowerState.Stopped || !instance.IsHealthy =>
                End(context, state, instance),
            _ => state,
        };
    }

    private static AccountState Arrive(
        ActionContext context, AccountState state, InstanceRecord instance, InstanceNodeObservation sight) =>
        (instance.Power, sight) switch
    {
        (PowerState.Stopped, _) => state.With(instance with { State = InstanceState.WarmedStopped }),
        (PowerState.On, InstanceNodeObservation.Ready) => Lifecycle.ArriveWarm(state, instance, context.At),
        (PowerState.On, InstanceNodeObservation.Failed or InstanceNodeObservation.Lost) => LaunchFailures.End(
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
