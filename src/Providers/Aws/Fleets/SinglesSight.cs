using Scalewright.Providers.AutoScaling.Model;

namespace Scalewright.Providers.AutoScaling.Fleets;

/// <summary>What becomes of instances of no group by a look at the cluster: nobody replaces them. Pure.</summary>
internal static class SinglesSight
{
    /// <summary>
    /// Takes over what was seen: what is ready runs, what failed or is gone ends, what ended long ago is forgotten.
    /// </summary>
    /// <param name="state">The account.</param>
    /// <param name="seen">The nodes that are there, by the ids of their instances.</param>
    /// <param name="at">When.</param>
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
                // One of a group that was deleted meanwhile has an activity.
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
