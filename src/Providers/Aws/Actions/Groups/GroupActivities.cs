namespace Scalewright.Providers.AutoScaling.Actions.Groups;

/// <summary>Activities about instances that neither launch nor end.</summary>
internal static class GroupActivities
{
    /// <summary>Records one that is done at once.</summary>
    /// <param name="at">When.</param>
    /// <param name="instance">The instance, with its group.</param>
    /// <param name="description">What was done.</param>
    /// <param name="cause">What became of the instance, and why.</param>
    public static AccountState Add(
        AccountState state, DateTimeOffset at, InstanceRecord instance, string description, string cause)
    {
        string stamp = at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        ActivityRecord activity = new(
            Identity.Uuid(state.Seed, state.NextNumber), instance.Group, instance.Id, description,
            $"At {stamp}, instance {instance.Id} {cause}.", at) { EndedAt = at };
        return state.With(activity) with { NextNumber = state.NextNumber + 1 };
    }

    /// <summary>
    /// The reply with the newest activities of an account, as they are when they have begun: AWS shows them so.
    /// </summary>
    /// <param name="state">The account with the activities.</param>
    /// <param name="count">How many.</param>
    /// <param name="isEntering">Whether instances begin to serve, else leave the service.</param>
    /// <remarks>Source: AWS CLI reference, detach-instances, enter-standby and exit-standby.</remarks>
    public static ActionResult Reply(AccountState state, int count, AccountState after, bool isEntering = false) => new(
        after,
        xml => xml.List(
            "Activities",
            "member",
            state.Activities.Take(count).Reverse(),
            (_, activity) => ActivityActions.WriteBegun(
                xml, activity, isEntering ? "PreInService" : "InProgress", isEntering ? 30 : 50)));
}
