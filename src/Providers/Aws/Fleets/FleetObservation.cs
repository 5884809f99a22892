using Scalewright.Providers.AutoScaling.Actions;

namespace Scalewright.Providers.AutoScaling.Fleets;

/// <summary>Updates an account with observed node states. Pure functions.</summary>
internal static class FleetObservation
{
    /// <summary>
    /// Applies observed states: ready instances enter service, missing ones leave, failed ones are replaced.
    /// </summary>
    /// <param name="nodes">Existing nodes by instance ID.</param>
    public static AccountState Apply(ActionContext context, IReadOnlyDictionary<string, InstanceNodeObservation> nodes)
    {
        AccountState state = DueWork.RunAll(context);
        foreach (InstanceRecord instance in state.Instances.ToArray())
        {
            state = ApplyToMember(context, state, instance, nodes.GetValueOrDefault(instance.Id, InstanceNodeObservation.Missing));
        }

        foreach (string name in state.Groups.Keys.ToArray())
        {
            GroupRecord group = state.Groups[name];
            if (group.Live.Count() != group.DesiredCount && !(group.Retry?.NextAt > context.At))
            {
                AccountState fitted = Sizing.Fit(context, state, group, "in response to a difference between desired and actual capacity");
                state = fitted.Groups[name] == group ? state : fitted;
            }

            state = WarmPools.Fit(context, state, name);
        }

        return StandaloneInstanceObservation.Apply(state, nodes, context.At);
    }

    private static AccountState ApplyToMember(
        ActionContext context,
        AccountState state,
        InstanceRecord instance,
        InstanceNodeObservation observation
    )
    {
        InstanceRecord powered = Switch(instance, observation);
        if (!ReferenceEquals(powered, instance))
        {
            state = state.With(powered);
        }

        if (powered.IsWarm)
        {
            return WarmPoolObservation.ApplyToWarm(context, state, powered, observation);
        }

        return powered.State switch
        {
            InstanceState.Terminating when observation is InstanceNodeObservation.Missing or InstanceNodeObservation.Lost => Leave(
                state,
                powered,
                context.At
            ),
            InstanceState.Pending when observation == InstanceNodeObservation.Ready => Lifecycle.Arrive(state, powered, context.At),
            InstanceState.Pending when observation is InstanceNodeObservation.Failed or InstanceNodeObservation.Lost => LaunchFailures.End(
                context,
                state,
                powered,
                isOutOfCapacity: false,
                "The instance failed before it was ready"
            ),
            InstanceState.PendingWait when IsBad(observation) && !powered.IsRebooting => LaunchFailures.End(
                context,
                state,
                powered,
                isOutOfCapacity: false,
                "The instance failed while a lifecycle hook held it"
            ),
            InstanceState.TerminatingWait when IsBad(observation) && !powered.IsRebooting => state.With(
                powered with
                {
                    State = InstanceState.Terminating,
                    Actions = [],
                    EndedAt = context.At,
                }
            ),
            InstanceState.Standby when IsBad(observation) && powered.Power == PowerState.On => Sizing.Terminate(
                state,
                powered.Because(StateReason.Instance, context.At) with
                {
                    IsHealthy = false,
                },
                new InstanceTermination(context.At, "in response to a standby instance that was found to be gone")
            ),
            InstanceState.InService => CheckHealth(context, state, powered, observation),
            _ => state,
        };
    }

    /// <summary>Advances the power state of an instance that is being stopped or started.</summary>
    public static InstanceRecord Switch(InstanceRecord instance, InstanceNodeObservation observation) =>
        (instance.Power, observation) switch
        {
            (PowerState.Stopping, InstanceNodeObservation.Missing or InstanceNodeObservation.Lost) => instance with
            {
                Power = PowerState.Stopped,
            },
            (PowerState.Starting, InstanceNodeObservation.Ready) => instance with { Power = PowerState.On },
            (PowerState.Starting, InstanceNodeObservation.Failed or InstanceNodeObservation.Lost) => instance with
            {
                Power = PowerState.Stopping,
            },
            (PowerState.RebootStopping, InstanceNodeObservation.Missing or InstanceNodeObservation.Lost) => instance with
            {
                Power = PowerState.RebootStarting,
            },

            // A reboot whose new node fails is treated like a running instance whose node fails.
            (PowerState.RebootStarting, InstanceNodeObservation.Ready or InstanceNodeObservation.Failed or InstanceNodeObservation.Lost) =>
                instance with
                {
                    Power = PowerState.On,
                },
            _ => instance,
        };

    /// <summary>Marks unhealthy instances and replaces them, unless the processes are suspended.</summary>
    private static AccountState CheckHealth(
        ActionContext context,
        AccountState state,
        InstanceRecord instance,
        InstanceNodeObservation observation
    )
    {
        GroupRecord group = state.Groups[instance.Group];
        bool isDown =
            instance.Power is PowerState.Stopping or PowerState.Stopped || (instance.Power == PowerState.On && IsBad(observation));
        if (isDown && instance.IsHealthy && !group.IsSuspended(ScalingProcess.HealthCheck))
        {
            instance = instance with { IsHealthy = false, ReplaceAt = null };
            group = group.With(instance);
            state = state.With(group);
        }

        if (instance.Power == PowerState.On && IsBad(observation))
        {
            instance = instance.Because(StateReason.Instance, context.At);
        }

        bool isReplaced =
            !instance.IsHealthy
            && !(instance.ReplaceAt > context.At)
            && !group.IsSuspended(ScalingProcess.ReplaceUnhealthy)
            && !group.IsSuspended(ScalingProcess.Terminate);
        return isReplaced
            ? Sizing.Terminate(
                state,
                instance,
                new InstanceTermination(context.At, "in response to a health check that found it unhealthy")
            )
            : state;
    }

    private static bool IsBad(InstanceNodeObservation observation) =>
        observation is InstanceNodeObservation.Missing or InstanceNodeObservation.Lost or InstanceNodeObservation.Failed;

    /// <summary>Removes an instance without a node from its group.</summary>
    public static AccountState Leave(AccountState state, InstanceRecord instance, DateTimeOffset at)
    {
        GroupRecord group = state.Groups[instance.Group];
        return state
            .Ending(instance.Id, isLaunch: false, at)
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
    /// <param name="nodes">Existing nodes by instance ID.</param>
    public static AccountState Apply(AccountState state, IReadOnlyDictionary<string, InstanceNodeObservation> nodes, DateTimeOffset at)
    {
        foreach (InstanceRecord instance in state.Singles.Values)
        {
            InstanceRecord now = ApplyToSingle(instance, nodes.GetValueOrDefault(instance.Id, InstanceNodeObservation.Missing), at);
            if (now.State == InstanceState.Terminated && now.EndedAt + AccountState.RememberedFor < at)
            {
                state = state with { Singles = state.Singles.Without(instance.Id) };
            }
            else if (!ReferenceEquals(now, instance))
            {
                // An instance of a group that was deleted in the meantime has an activity.
                AccountState ended = now.State == InstanceState.Terminated ? state.Ending(instance.Id, isLaunch: false, at) : state;
                state = ended.WithSingle(now);
            }
        }

        return state;
    }

    private static InstanceRecord ApplyToSingle(InstanceRecord instance, InstanceNodeObservation observation, DateTimeOffset at)
    {
        InstanceRecord powered = FleetObservation.Switch(instance, observation);
        return powered.Power == PowerState.On || powered.State == InstanceState.Terminating ? Live(powered, observation, at) : powered;
    }

    private static InstanceRecord Live(InstanceRecord instance, InstanceNodeObservation observation, DateTimeOffset at) =>
        (instance.State, observation) switch
        {
            (InstanceState.Pending, InstanceNodeObservation.Ready) => instance with { State = InstanceState.InService },
            (InstanceState.Pending, InstanceNodeObservation.Failed or InstanceNodeObservation.Lost) => MarkTerminating(
                instance,
                StateReason.Failure,
                at
            ),
            (InstanceState.InService, InstanceNodeObservation.Missing or InstanceNodeObservation.Lost or InstanceNodeObservation.Failed) =>
                MarkTerminating(instance, StateReason.Instance, at),
            (InstanceState.Terminating, InstanceNodeObservation.Missing or InstanceNodeObservation.Lost) => instance with
            {
                State = InstanceState.Terminated,
            },
            _ => instance,
        };

    private static InstanceRecord MarkTerminating(InstanceRecord instance, string reason, DateTimeOffset at) =>
        instance with
        {
            State = InstanceState.Terminating,
            IsHealthy = false,
            EndedAt = at,
            Reason = reason,
            ReasonAt = at,
        };
}

/// <summary>Updates instances of warm pools with observed node states. Pure functions.</summary>
internal static class WarmPoolObservation
{
    /// <summary>Applies observed states: ready instances enter the pool, failed or unsuitable ones terminate.</summary>
    public static AccountState ApplyToWarm(
        ActionContext context,
        AccountState state,
        InstanceRecord instance,
        InstanceNodeObservation observation
    )
    {
        bool isBad =
            !instance.IsRebooting
            && observation is InstanceNodeObservation.Missing or InstanceNodeObservation.Lost or InstanceNodeObservation.Failed;
        return instance.State switch
        {
            InstanceState.WarmedTerminating when observation is InstanceNodeObservation.Missing or InstanceNodeObservation.Lost =>
                FleetObservation.Leave(state, instance, context.At),
            InstanceState.WarmedPending => Arrive(context, state, instance, observation),
            InstanceState.WarmedPendingWait when isBad => LaunchFailures.End(
                context,
                state,
                instance,
                isOutOfCapacity: false,
                "The instance failed while a lifecycle hook held it"
            ),
            InstanceState.WarmedRunning when isBad || IsOff(instance) || !instance.IsHealthy => TerminateUnusable(context, state, instance),
            InstanceState.WarmedStopped when instance.Power != PowerState.Stopped || !instance.IsHealthy => TerminateUnusable(
                context,
                state,
                instance
            ),
            _ => state,
        };
    }

    private static AccountState Arrive(
        ActionContext context,
        AccountState state,
        InstanceRecord instance,
        InstanceNodeObservation observation
    ) =>
        (instance.Power, observation) switch
        {
            (PowerState.Stopped, _) => state.With(instance with { State = InstanceState.WarmedStopped }),
            (PowerState.On, InstanceNodeObservation.Ready) => Lifecycle.ArriveWarm(state, instance, context.At),
            (PowerState.On, InstanceNodeObservation.Failed or InstanceNodeObservation.Lost) => LaunchFailures.End(
                context,
                state,
                instance,
                isOutOfCapacity: false,
                "The instance failed before it was ready"
            ),
            _ => state,
        };

    private static bool IsOff(InstanceRecord instance) => instance.Power != PowerState.On && !instance.IsRebooting;

    /// <summary>Terminates an unusable instance; the pool is refilled.</summary>
    private static AccountState TerminateUnusable(ActionContext context, AccountState state, InstanceRecord instance)
    {
        GroupRecord group = state.Groups[instance.Group];
        return group.IsSuspended(ScalingProcess.ReplaceUnhealthy) || group.IsSuspended(ScalingProcess.Terminate)
            ? state
            : Sizing.Terminate(
                state,
                instance.Because(StateReason.Instance, context.At) with
                {
                    IsHealthy = false,
                },
                new InstanceTermination(context.At, "in response to a health check that found it unhealthy in its warm pool")
            );
    }
}
