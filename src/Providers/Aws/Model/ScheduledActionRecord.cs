namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>A scheduled action of a group: new bounds or a new size at some time, once or again and again.</summary>
/// <param name="Number">What its ARN is made from.</param>
internal sealed record ScheduledActionRecord(string Name, long Number)
{
    public int? MinSize { get; init; }

    public int? MaxSize { get; init; }

    public int? Desired { get; init; }

    /// <summary>The first time, or the time before which a recurring action does not run; null: now.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>The time after which a recurring action does not run; null: it never ends.</summary>
    public DateTimeOffset? EndAt { get; init; }

    /// <summary>A cron expression of five fields; empty: the action runs once.</summary>
    public string Recurrence { get; init => field = value ?? ""; } = "";

    /// <summary>The time zone of the recurrence by its IANA name; empty: UTC.</summary>
    public string TimeZone { get; init => field = value ?? ""; } = "";

    /// <summary>When it runs next; null: never again.</summary>
    public DateTimeOffset? NextAt { get; init; }
}
