namespace Scalewright.Providers.AutoScaling.Actions.Groups;

/// <summary>Activities of instances other than launches and terminations.</summary>
internal static class GroupActivities
{
    /// <summary>Records an activity that completes immediately.</summary>
    /// <param name="cause">Change of the instance and its reason.</param>
    public static AccountState Add(AccountState state, DateTimeOffset at, InstanceRecord instance, string description, string cause)
    {
        string stamp = at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        ActivityRecord activity = new(
            IdGenerator.Uuid(state.Seed, state.NextNumber),
            instance.Group,
            instance.Id,
            description,
            $"At {stamp}, instance {instance.Id} {cause}.",
            at
        )
        {
            EndedAt = at,
        };
        return state.With(activity) with { NextNumber = state.NextNumber + 1 };
    }

    /// <summary>Writes the newest activities of an account as in progress, as AWS does.</summary>
    /// <param name="state">Account with the activities.</param>
    /// <param name="count">Number of activities.</param>
    /// <param name="isEntering">True if instances enter service; false if they leave it.</param>
    /// <remarks>Source: AWS CLI reference, detach-instances, enter-standby and exit-standby.</remarks>
    public static QueryActionResult Reply(AccountState state, int count, AccountState after, bool isEntering = false)
    {
        (string status, int progress) = isEntering ? ("PreInService", 30) : ("InProgress", 50);
        return new QueryActionResult(after, xml =>
            xml.List("Activities", "member", state.Activities.Take(count).Reverse(), (_, activity) =>
                ActivityActions.WriteStarted(xml, activity, status, progress)
            )
        );
    }
}
