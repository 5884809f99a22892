namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>A scheduled action of a group: sets bounds or size, once or repeatedly.</summary>
/// <param name="Number">Number from which the ARN derives.</param>
internal sealed record ScheduledActionRecord(string Name, long Number)
{
    public int? MinSize { get; init; }

    public int? MaxSize { get; init; }

    public int? Desired { get; init; }

    /// <summary>First run, or earliest run of a recurring action; null means now.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>Time after which a recurring action does not run; null for no end.</summary>
    public DateTimeOffset? EndAt { get; init; }

    /// <summary>Cron expression with five fields; empty for a single run.</summary>
    public string Recurrence
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>IANA name of the time zone of the recurrence; empty for UTC.</summary>
    public string TimeZone
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>Next run; null if it never runs again.</summary>
    public DateTimeOffset? NextAt { get; init; }
}
