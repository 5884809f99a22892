using Scalewright.Decisions;
using Scalewright.Providers.AutoScaling.Actions;
using Scalewright.Providers.AutoScaling.Actions.Groups;

namespace Scalewright.Providers.AutoScaling.Fleets;

/// <summary>Time-driven work: due scheduled actions and expired lifecycle actions. Pure functions.</summary>
internal static class DueWork
{
    public static AccountState RunAll(ActionContext context)
    {
        AccountState state = context.State;
        foreach (string name in context.State.Groups.Keys)
        {
            state = RunScheduled(context, state, name);
        }

        foreach (InstanceRecord instance in context.State.Instances.Where(instance => instance.Actions.Count > 0))
        {
            state = Expire(context, state, instance.Id);
        }

        return state;
    }

    /// <summary>Returns the time of the next due work; null for none.</summary>
    public static DateTimeOffset? Next(AccountState state)
    {
        DateTimeOffset? scheduled = state.Groups.Values.SelectMany(group => group.Scheduled).Min(action => action.NextAt);
        DateTimeOffset? held = state.Instances.SelectMany(instance => instance.Actions).Min(action => (DateTimeOffset?)action.Deadline);
        DateTimeOffset? healing = state.Instances.Where(instance => !instance.IsHealthy).Min(instance => instance.ReplaceAt);
        return new[] { scheduled, held, healing }.Min();
    }

    private static AccountState RunScheduled(ActionContext context, AccountState state, string name)
    {
        ScheduledActionRecord[] due =
        [
            .. state.Groups[name].Scheduled.Where(action => action.NextAt <= context.At).OrderBy(action => action.NextAt),
        ];
        foreach (ScheduledActionRecord action in due)
        {
            GroupRecord group = state.Groups[name];
            bool runs = !group.IsSuspended(ScalingProcess.ScheduledActions);
            state = state.With(Advanced(group, action, context.At));
            state = runs ? Run(context, state, state.Groups[name], action) : state;
        }

        return state;
    }

    /// <summary>Sets the next time of an action. An action that never runs again is removed, as at AWS.</summary>
    private static GroupRecord Advanced(GroupRecord group, ScheduledActionRecord action, DateTimeOffset at)
    {
        ScheduledActionRecord next = action with { NextAt = ScheduleActions.GetNextRun(action, at) };
        return group with
        {
            Scheduled =
            [
                .. group
                    .Scheduled.Where(scheduled => scheduled.Name != action.Name || next.NextAt is not null)
                    .Select(scheduled => scheduled.Name == action.Name ? next : scheduled),
            ],
        };
    }

    private static AccountState Run(ActionContext context, AccountState state, GroupRecord group, ScheduledActionRecord action)
    {
        (int min, int max) = (action.MinSize ?? group.MinSize, action.MaxSize ?? group.MaxSize);
        if (min > max)
        {
            // If the action sets only one bound, the other bound follows it.
            (min, max) = action.MinSize is null ? (max, max) : (min, min);
        }

        GroupRecord bounded = group with { MinSize = min, MaxSize = max };
        int desired = Math.Clamp(action.Desired ?? group.Desired, min, max);
        try
        {
            return GroupActions.Resize(context, state, bounded, desired, $"in response to the scheduled action {action.Name}");
        }
        catch (QueryErrorException)
        {
            // The account limit is exceeded: the bounds take effect, the size stays.
            return state.With(bounded with { Desired = Math.Clamp(group.Desired, min, max) });
        }
        catch (DecisionException)
        {
            // A custom placement policy failed; the next poll retries.
            return state.With(bounded with { Desired = desired });
        }
    }

    private static AccountState Expire(ActionContext context, AccountState state, string id)
    {
        while (state.Instance(id) is { } instance && instance.Actions.FirstOrDefault(action => action.Deadline <= context.At) is { } due)
        {
            state = Lifecycle.Complete(context, state, instance, due, due.DefaultResult);
        }

        return state;
    }
}
