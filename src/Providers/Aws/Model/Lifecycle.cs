using Scalewright.Providers.AutoScaling.Actions;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Lifecycle transitions of instances of groups, including their hooks. Pure functions.</summary>
internal static class Lifecycle
{
    private const string Abandoned = "in response to a lifecycle action that was abandoned";

    /// <summary>Puts an instance with a ready node in service, or makes it wait for hooks.</summary>
    public static AccountState Arrive(AccountState state, InstanceRecord instance, DateTimeOffset at)
    {
        GroupRecord group = state.Groups[instance.Group];
        ValueList<LifecycleAction> actions = CreateActions(group, instance, isLaunching: true, at);
        return actions.Count == 0
            ? Serve(state, instance, at)
            : state.With(group.With(instance with { State = InstanceState.PendingWait, Actions = actions }));
    }

    /// <summary>Puts an instance with a ready node into the warm pool, or makes it wait for hooks.</summary>
    public static AccountState ArriveWarm(AccountState state, InstanceRecord instance, DateTimeOffset at)
    {
        GroupRecord group = state.Groups[instance.Group];
        ValueList<LifecycleAction> actions = CreateActions(group, instance, isLaunching: true, at);
        return actions.Count == 0
            ? WarmPools.EnterPool(state, instance, at)
            : state.With(group.With(instance with { State = InstanceState.WarmedPendingWait, Actions = actions }));
    }

    /// <summary>Moves an instance to the warm pool of its group, or makes it wait for termination hooks.</summary>
    public static InstanceRecord Return(GroupRecord group, InstanceRecord instance, DateTimeOffset at)
    {
        ValueList<LifecycleAction> actions = CreateActions(group, instance, isLaunching: false, at);
        return actions.Count == 0
            ? WarmPools.Enter(group, instance, at)
            : instance with
            {
                State = InstanceState.TerminatingWait,
                Actions = actions,
                IsReturning = true,
            };
    }

    /// <summary>Starts the termination of an instance, or makes it wait for hooks.</summary>
    /// <param name="isHeld">True if hooks can hold the instance.</param>
    public static InstanceRecord Leave(GroupRecord group, InstanceRecord instance, DateTimeOffset at, bool isHeld)
    {
        bool hasServed = instance.State is InstanceState.InService or InstanceState.Standby;
        ValueList<LifecycleAction> actions = isHeld && hasServed ? CreateActions(group, instance, isLaunching: false, at) : [];

        // AWS terminates the instance with an EC2 request, unless its node was already gone.
        InstanceRecord ended = instance.Because(StateReason.User, at);
        if (instance.IsWarm)
        {
            return ended with { State = InstanceState.WarmedTerminating, Actions = [], EndedAt = at };
        }

        return actions.Count == 0
            ? ended with
            {
                State = InstanceState.Terminating,
                Actions = [],
                EndedAt = at,
            }
            : ended with
            {
                State = InstanceState.TerminatingWait,
                Actions = actions,
            };
    }

    /// <summary>Completes an action of an instance.</summary>
    /// <param name="result"><c>CONTINUE</c> or <c>ABANDON</c>.</param>
    public static AccountState Complete(
        ActionContext context,
        AccountState state,
        InstanceRecord instance,
        LifecycleAction action,
        string result
    )
    {
        bool isAbandoned = result == LifecycleHookRecord.Abandon;
        ValueList<LifecycleAction> remaining = isAbandoned
            ? []
            : [.. instance.Actions.Where(lifecycleAction => lifecycleAction.Hook != action.Hook)];
        InstanceRecord changed = instance with { Actions = remaining };
        InstanceTermination abandoned = new(context.At, Abandoned)
        {
            Failure = $"The action of the lifecycle hook {action.Hook} was abandoned",
        };
        if (instance.State == InstanceState.PendingWait && isAbandoned)
        {
            state = Sizing.Terminate(state, changed, abandoned);
            return Sizing.Fit(context, state, state.Groups[instance.Group], Abandoned);
        }

        if (instance.State == InstanceState.WarmedPendingWait && isAbandoned)
        {
            return Sizing.Terminate(state, changed, abandoned);
        }

        if (remaining.Count > 0)
        {
            return state.With(changed);
        }

        if (instance.State == InstanceState.PendingWait)
        {
            return Serve(state, changed, context.At);
        }

        if (instance.State == InstanceState.WarmedPendingWait)
        {
            return WarmPools.EnterPool(state, changed, context.At);
        }

        return instance.IsReturning
            ? state.With(WarmPools.Enter(state.Groups[instance.Group], changed, context.At))
            : state.With(changed with { State = InstanceState.Terminating, EndedAt = context.At });
    }

    private static AccountState Serve(AccountState state, InstanceRecord instance, DateTimeOffset at) =>
        state
            .Ending(instance.Id, isLaunch: true, at)
            .With(state.Groups[instance.Group].With(instance with { State = InstanceState.InService, ReadyAt = at }));

    private static ValueList<LifecycleAction> CreateActions(
        GroupRecord group,
        InstanceRecord instance,
        bool isLaunching,
        DateTimeOffset at
    ) =>
        [
            .. group
                .Hooks.Where(hook => hook.IsLaunching == isLaunching)
                .Select(
                    (hook, index) =>
                        new LifecycleAction(
                            hook.Name,
                            IdGenerator.Uuid(at.Ticks ^ instance.Number, (index * 2) + (isLaunching ? 0 : 1)),
                            at + TimeSpan.FromSeconds(hook.HeartbeatTimeout),
                            at + TimeSpan.FromSeconds(hook.GlobalTimeout()),
                            hook.DefaultResult
                        )
                ),
        ];
}

/// <summary>Pending action of an instance for one lifecycle hook.</summary>
/// <param name="Token">Token that completes the action, a UUID.</param>
/// <param name="Deadline">Time at which the default result takes effect.</param>
/// <param name="LastDeadline">Latest deadline that heartbeats can reach.</param>
internal sealed record LifecycleAction(
    string Hook,
    string Token,
    DateTimeOffset Deadline,
    DateTimeOffset LastDeadline,
    string DefaultResult
);
