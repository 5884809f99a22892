using Scalewright.Clusters;
using Scalewright.Planning;
using Scalewright.Providers.AutoScaling.Actions;

namespace Scalewright.Providers.AutoScaling.Fleets;

/// <summary>
/// Handles failed launches: terminates the instances, records the failed cloud, and selects clouds again. Pure
/// functions.
/// </summary>
internal static class LaunchFailures
{
    private const string Cause = "in response to a launch that failed";

    /// <summary>Applies launch failures of the provider.</summary>
    public static AccountState ApplyFailures(ActionContext context, IEnumerable<StepFailure> failures)
    {
        AccountState state = context.State;
        foreach (StepFailure failure in failures)
        {
            if (
                failure.Step is CreateNode create
                && state.AnyInstance(create.Node.Name) is { } instance
                && (instance.IsLive || instance.State == InstanceState.WarmedPending)
            )
            {
                bool isOutOfCapacity =
                    failure.Problem.Code == ProblemCode.InsufficientCapacity || failure.Problem.Code == ProblemCode.QuotaExceeded;
                state = End(context, state, instance, isOutOfCapacity, failure.Problem.Message);
            }
        }

        return context
            .State.Groups.Keys.Where(name => !ReferenceEquals(state.Groups[name], context.State.Groups[name]))
            .ToArray()
            .Aggregate(state, (account, name) => Sizing.Fit(context, account, account.Groups[name], Cause));
    }

    /// <summary>Terminates an instance that never entered service.</summary>
    /// <param name="isOutOfCapacity">True if its cloud has no capacity now.</param>
    public static AccountState End(ActionContext context, AccountState state, InstanceRecord instance, bool isOutOfCapacity, string reason)
    {
        instance = instance.Because(isOutOfCapacity ? StateReason.NoCapacity : StateReason.Failure, context.At);
        if (instance.Group.Length == 0)
        {
            return state.WithSingle(instance with { State = InstanceState.Terminating, IsHealthy = false, EndedAt = context.At });
        }

        GroupRecord group = state.Groups[instance.Group];
        GroupRecord updated = group with
        {
            Failures = group.Failures.With(instance.Cloud, group.Failures.GetValueOrDefault(instance.Cloud) + 1),
            ClosedUntil = isOutOfCapacity
                ? group.ClosedUntil.With(instance.Cloud, context.At + context.Options.CloudRetryDelay)
                : group.ClosedUntil,
        };
        InstanceTermination termination = new(context.At, Cause) { Failure = reason };
        return Sizing.Terminate(state.With(updated), instance with { IsHealthy = false }, termination);
    }
}
