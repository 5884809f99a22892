using Scalewright.Providers.AutoScaling.Actions;
using Scalewright.Providers.AutoScaling.Model;

namespace Scalewright.Providers.AutoScaling.Fleets;

/// <summary>What becomes of instances of warm pools by a look at the cluster. Pure.</summary>
internal static class WarmPoolSight
{
    /// <summary>
    /// Takes over what was seen: what is ready comes to rest, what failed or is not as the pool has it ends.
    /// </summary>
    /// <param name="context">When, and how the endpoint is set up.</param>
    /// <param name="state">The account.</param>
    /// <param name="instance">The instance, as it is in the account.</param>
    /// <param name="sight">Its node.</param>
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

    /// <summary>Ends what nobody can take any more; the pool is filled again.</summary>
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
