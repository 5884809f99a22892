using Scalewright.Providers.AutoScaling.Actions;
using Scalewright.Providers.AutoScaling.Model;

namespace Scalewright.Providers.AutoScaling.Fleets;

/// <summary>What an account becomes by a look at the cluster. Pure.</summary>
internal static class FleetSight
{
    /// <summary>Takes over what was seen: what is ready serves, what is gone leaves its group, what failed is replaced.</summary>
    /// <param name="context">The account, and when.</param>
    /// <param name="seen">The nodes that are there, by the ids of their instances.</param>
    public static AccountState Take(ActionContext context, IReadOnlyDictionary<string, NodeSight> seen)
    {
        AccountState state = context.State;
        foreach (InstanceRecord instance in context.State.Instances)
        {
            state = Take(context, state, instance, seen.GetValueOrDefault(instance.Id, NodeSight.Gone));
        }

        foreach (string name in context.State.Groups.Keys)
        {
            GroupRecord group = state.Groups[name];
            if (group.Live.Count() != group.DesiredCount)
            {
                AccountState fitted = Sizing.Fit(context, state, group, "in response to a difference between desired and actual capacity");
                state = fitted.Groups[name] == group ? state : fitted;
            }
        }

        return SinglesSight.Take(state, seen, context.At);
    }

    private static AccountState Take(ActionContext context, AccountState state, InstanceRecord instance, NodeSight sight) => (instance.State, sight) switch
    {
        (InstanceState.Terminating, NodeSight.Gone or NodeSight.Lost) => Leave(state, instance, context.At),
        (InstanceState.Pending, NodeSight.Ready) => state.Ending(instance.Id, isLaunch: true, context.At).With(state.Groups[instance.Group].With(instance with { State = InstanceState.InService, ReadyAt = context.At })),
        (InstanceState.Pending, NodeSight.Failed or NodeSight.Lost) => LaunchTrouble.End(context, state, instance, hasNoRoom: false),
        (InstanceState.InService, NodeSight.Gone or NodeSight.Lost or NodeSight.Failed) => Sizing.End(Mark(state, instance), instance with { IsHealthy = false }, context.At, "in response to a health check that found it unhealthy"),
        _ => state,
    };

    private static AccountState Mark(AccountState state, InstanceRecord instance) => state.With(state.Groups[instance.Group].With(instance with { IsHealthy = false }));

    private static AccountState Leave(AccountState state, InstanceRecord instance, DateTimeOffset at)
    {
        GroupRecord group = state.Groups[instance.Group];
        return state.Ending(instance.Id, isLaunch: false, at).With(group.Without(instance)).WithSingle(group.Release(instance) with { State = InstanceState.Terminated });
    }
}
