using Scalewright.Providers.Grid5000.Wire;

namespace Scalewright.Providers.Grid5000.Jobs;

/// <summary>What the scheduler's words for states mean.</summary>
internal static class JobState
{
    /// <summary>The states of jobs that hold machines or wait for them, as a list is asked for.</summary>
    public const string Live = "waiting,hold,tolaunch,toackreservation,launching,running,suspended,resuming,finishing";

    public static bool IsOver(Job job) => job.State is "terminated" or "error" or "toerror";

    /// <summary>Whether it is over, or about to be.</summary>
    public static bool IsEnding(Job job) => job.State == "finishing" || IsOver(job);

    public static bool HasFailed(Job job) => job.State is "error" or "toerror";

    public static bool IsRunning(Job job) => job.State is "running" or "suspended" or "resuming";

    /// <summary>When it ends at the latest; null: it has not begun.</summary>
    public static DateTimeOffset? EndOf(Job job) => job is { StartedAt: > 0 and { } start, Walltime: { } length } ? DateTimeOffset.FromUnixTimeSeconds(start + length) : null;

    /// <summary>A moment that the scheduler told; null: it told none.</summary>
    public static DateTimeOffset? TimeOf(long? seconds) => seconds is > 0 and { } told ? DateTimeOffset.FromUnixTimeSeconds(told) : null;

    /// <summary>A length in the scheduler's words, as <c>2:30:0</c>; null when it is none.</summary>
    public static TimeSpan? LengthOf(string? text) => text?.Split(':') is [var hours, var minutes, var seconds]
        && int.TryParse(hours, NumberStyles.None, CultureInfo.InvariantCulture, out int h) && int.TryParse(minutes, NumberStyles.None, CultureInfo.InvariantCulture, out int m)
        && int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out int s) ? new TimeSpan(h, m, s) : null;
}
