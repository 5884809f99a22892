namespace Scalewright.Providers.AutoScaling.Actions.Groups;

/// <summary>Scheduled actions of groups.</summary>
internal static class ScheduleActions
{
    // AutoScaling API reference, BatchPutScheduledUpdateGroupAction and BatchDeleteScheduledAction; user guide,
    // "Quotas".
    private const int MaxAtOnce = 50;
    private const int MaxActions = 125;
    private const string Unknown = "Scheduled action name not found";

    /// <summary>PutScheduledUpdateGroupAction. Replaces an action of the same name.</summary>
    public static QueryAction Put(QueryReader reader)
    {
        string name = reader.Required("AutoScalingGroupName");
        ScheduledActionRecord action = Read(reader, "");
        return context =>
        {
            if ((Validate(context, action) ?? FindConflict(context.Group(name), action)) is { } fault)
            {
                throw new QueryErrorException(fault);
            }

            return new QueryActionResult(With(context, context.State, name, action));
        };
    }

    /// <summary>BatchPutScheduledUpdateGroupAction: each action independently.</summary>
    public static QueryAction PutAll(QueryReader reader)
    {
        string name = reader.Required("AutoScalingGroupName");
        ScheduledActionRecord[] actions =
        [
            .. reader.Structures("ScheduledUpdateGroupActions.member").Select(prefix => Read(reader, prefix)),
        ];
        CheckCount(reader, actions.Length, "scheduledUpdateGroupActions");
        return context =>
        {
            _ = context.Group(name);
            AccountState state = context.State;
            List<(string Name, QueryError Fault)> failed = [];
            foreach (ScheduledActionRecord action in actions)
            {
                if ((Validate(context, action) ?? FindConflict(state.Groups[name], action)) is { } fault)
                {
                    failed.Add((action.Name, fault));
                    continue;
                }

                state = With(context, state, name, action);
            }

            return new QueryActionResult(state, xml => WriteFailed(xml, "FailedScheduledUpdateGroupActions", failed));
        };
    }

    public static QueryAction Delete(QueryReader reader)
    {
        (string name, string action) = (reader.Required("AutoScalingGroupName"), reader.Required("ScheduledActionName"));
        return context =>
        {
            return
                context.State.Groups.TryGetValue(name, out GroupRecord? group) && group.Scheduled.Any(scheduled => scheduled.Name == action)
                ? new QueryActionResult(context.State.With(Without(group, action)))
                : throw new QueryErrorException(QueryError.Validation(Unknown));
        };
    }

    /// <summary>BatchDeleteScheduledAction: each action independently.</summary>
    public static QueryAction DeleteAll(QueryReader reader)
    {
        string name = reader.Required("AutoScalingGroupName");
        ValueList<string> names = reader.Texts("ScheduledActionNames.member");
        CheckCount(reader, names.Count, "scheduledActionNames");
        return context =>
        {
            GroupRecord group = context.Group(name);
            List<(string Name, QueryError Fault)> failed =
            [
                .. names
                    .Where(action => group.Scheduled.All(scheduled => scheduled.Name != action))
                    .Select(action => (action, QueryError.Validation(Unknown))),
            ];
            return new QueryActionResult(context.State.With(names.Aggregate(group, Without)), xml =>
                WriteFailed(xml, "FailedScheduledActions", failed)
            );
        };
    }

    /// <summary>DescribeScheduledActions, optionally those whose next run is in a time range.</summary>
    public static QueryAction Describe(QueryReader reader)
    {
        string? name = reader.Text("AutoScalingGroupName");
        ValueList<string> names = reader.Texts("ScheduledActionNames.member");
        (DateTimeOffset? from, DateTimeOffset? to) = (reader.Instant("StartTime"), reader.Instant("EndTime"));
        PageRequest page = PageRequest.Read(reader);
        return context =>
        {
            IEnumerable<(GroupRecord Group, ScheduledActionRecord Action)> actions = context
                .State.Groups.Values.Where(group => name is null || group.Name == name)
                .SelectMany(group => group.Scheduled.Select(action => (group, action)))
                .Where(entry =>
                    names.Count > 0
                        ? names.Contains(entry.action.Name, StringComparer.Ordinal)
                        : !(entry.action.NextAt < from) && !(entry.action.NextAt > to)
                );
            return page.Reply(
                context,
                "scheduled actions",
                actions,
                entry => $"{entry.Group.Number}/{entry.Action.Number}",
                "ScheduledUpdateGroupActions",
                (xml, entry) => Write(xml, context, entry.Group, entry.Action)
            );
        };
    }

    /// <summary>Returns the next run of an action.</summary>
    /// <param name="after">Exclusive lower bound.</param>
    /// <returns>Null if the action never runs again.</returns>
    public static DateTimeOffset? GetNextRun(ScheduledActionRecord action, DateTimeOffset after)
    {
        if (action.Recurrence.Length == 0)
        {
            return action.StartAt > after ? action.StartAt : null;
        }

        // The start time itself may be the first run.
        DateTimeOffset from = action.StartAt is { } start && start > after ? start.AddTicks(-1) : after;
        DateTimeOffset? next = Recurrence.TryRead(action.Recurrence)?.Next(from, FindZone(action.TimeZone) ?? TimeZoneInfo.Utc);
        return next <= (action.EndAt ?? DateTimeOffset.MaxValue) ? next : null;
    }

    private static ScheduledActionRecord Read(QueryReader reader, string prefix)
    {
        DateTimeOffset? time = prefix.Length == 0 ? reader.Instant("Time") : null;
        return new ScheduledActionRecord(reader.Required(prefix + "ScheduledActionName"), 0)
        {
            MinSize = reader.Number(prefix + "MinSize", 0),
            MaxSize = reader.Number(prefix + "MaxSize", 0),
            Desired = reader.Number(prefix + "DesiredCapacity", 0),
            StartAt = reader.Instant(prefix + "StartTime") ?? time,
            EndAt = reader.Instant(prefix + "EndTime"),
            Recurrence = reader.Text(prefix + "Recurrence") ?? "",
            TimeZone = reader.Text(prefix + "TimeZone") ?? "",
        };
    }

    private static QueryError? Validate(ActionContext context, ScheduledActionRecord action) =>
        action switch
        {
            { MinSize: null, MaxSize: null, Desired: null } => QueryError.Validation(
                "At least one of MinSize, MaxSize and DesiredCapacity must be specified."
            ),
            { MinSize: { } min, MaxSize: { } max } when min > max => QueryError.Validation(
                $"Min size {min} must not be above max size {max}."
            ),
            { Desired: { } desired, MinSize: { } min } when desired < min => QueryError.Validation(
                $"Desired capacity {desired} must not be below min size {min}."
            ),
            { Desired: { } desired, MaxSize: { } max } when desired > max => QueryError.Validation(
                $"Desired capacity {desired} must not be above max size {max}."
            ),
            { StartAt: null, Recurrence: "" } => QueryError.Validation("Either StartTime or Recurrence must be specified."),
            { StartAt: { } start } when start < context.At => QueryError.Validation("Given start time is in the past"),
            { EndAt: { } end } when end < context.At => QueryError.Validation("Given end time is in the past"),
            { StartAt: { } start, EndAt: { } end } when start > end => QueryError.Validation("Given start time is after end time"),
            { Recurrence.Length: > 0 } when Recurrence.TryRead(action.Recurrence) is null => QueryError.Validation(
                $"Given recurrence string '{TextEscaping.Escape(action.Recurrence)}' is invalid; use five fields: minute, "
                    + "hour, day of the month, month, day of the week."
            ),
            { TimeZone.Length: > 0 } when FindZone(action.TimeZone) is null => QueryError.Validation(
                $"Given time zone '{TextEscaping.Escape(action.TimeZone)}' is unknown; use a name of the IANA database, as "
                    + "Europe/Berlin."
            ),
            _ => null,
        };

    /// <summary>Returns the error if another action of the group has the same start time.</summary>
    /// <remarks>
    /// AutoScaling user guide, "Scheduled scaling": "A scheduled action must have a unique time value." Two recurring
    /// actions without a start time can have runs in common.
    /// </remarks>
    private static QueryError? FindConflict(GroupRecord group, ScheduledActionRecord action)
    {
        ScheduledActionRecord? same = action.StartAt is { } start
            ? group.Scheduled.FirstOrDefault(scheduled => scheduled.Name != action.Name && scheduled.StartAt == start)
            : null;
        return same is null
            ? null
            : QueryError.AlreadyExists(
                $"A scheduled action with this scheduled start time already exists: {TextEscaping.Escape(same.Name)}"
            );
    }

    private static AccountState With(ActionContext context, AccountState state, string name, ScheduledActionRecord action)
    {
        GroupRecord group = (context with { State = state }).Group(name);
        GroupRecord without = Without(group, action.Name);
        if (without.Scheduled.Count >= MaxActions)
        {
            throw new QueryErrorException(
                QueryError.LimitExceeded($"Only {MaxActions} scheduled actions are allowed on one AutoScalingGroup.")
            );
        }

        ScheduledActionRecord put = action with { Number = state.NextNumber, NextAt = GetNextRun(action, context.At.AddTicks(-1)) };
        return state.With(without with { Scheduled = [.. without.Scheduled, put] }) with { NextNumber = state.NextNumber + 1 };
    }

    private static GroupRecord Without(GroupRecord group, string action) =>
        group with
        {
            Scheduled = [.. group.Scheduled.Where(scheduled => scheduled.Name != action)],
        };

    private static void CheckCount(QueryReader reader, int count, string field)
    {
        reader.AddErrorIf(count is 0 or > MaxAtOnce, field, $"Member must have length of 1 to {MaxAtOnce}");
    }

    private static TimeZoneInfo? FindZone(string name)
    {
        string id = name.Length == 0 ? "UTC" : name;
        return TimeZoneInfo.TryFindSystemTimeZoneById(id, out TimeZoneInfo? zone) ? zone : null;
    }

    private static void WriteFailed(XmlText xml, string list, IEnumerable<(string Name, QueryError Fault)> failed) =>
        xml.List(list, "member", failed, static (xml, failure) =>
            xml.Leaf("ScheduledActionName", failure.Name).Leaf("ErrorCode", failure.Fault.Code).Leaf("ErrorMessage", failure.Fault.Message)
        );

    private static void Write(XmlText xml, ActionContext context, GroupRecord group, ScheduledActionRecord action) =>
        xml.Leaf("AutoScalingGroupName", group.Name)
            .Leaf("ScheduledActionName", action.Name)
            .Leaf(
                "ScheduledActionARN",
                context.Arn(
                    "scheduledUpdateGroupAction",
                    action.Number,
                    $"autoScalingGroupName/{group.Name}:scheduledActionName/{action.Name}"
                )
            )
            // AutoScaling API reference: StartTime of a recurring action is its next run.
            .LeafIfSet("Time", action.NextAt ?? action.StartAt)
            .LeafIfSet("StartTime", action.NextAt ?? action.StartAt)
            .LeafIfSet("EndTime", action.EndAt)
            .LeafIfNotEmpty("Recurrence", action.Recurrence)
            .LeafIfSet("MinSize", action.MinSize)
            .LeafIfSet("MaxSize", action.MaxSize)
            .LeafIfSet("DesiredCapacity", action.Desired)
            .LeafIfNotEmpty("TimeZone", action.TimeZone);
}
