using Scalewright.Providers.Marks;

namespace Scalewright.Providers.Slurm.Allocations;

/// <summary>A job of ours that holds a machine, as Slurm lists it.</summary>
/// <param name="Machine">The machine that it has; empty while it has none.</param>
/// <param name="Reason">Why it is as it is, in Slurm's words; empty: it says nothing.</param>
/// <param name="Start">When it began, as Slurm writes it: another one after each start.</param>
/// <param name="EndsAt">When Slurm ends it; null: it does not, or it does not run.</param>
/// <param name="Mark">Whose it is; null: it carries no mark of ours.</param>
internal sealed record Allocation(string Id, string State, string Machine, string Reason, string Start, DateTimeOffset? EndsAt, ResourceMark? Mark)
{
    private const string Word = "scalewright";
    private const string MarkPrefix = Word + "?";
    private const string Running = "RUNNING";
    private const int FieldCount = 8;

    /// <summary>What <c>squeue</c> is to write of a job. The comment is last, because it may hold anything; the first word tells a job's line from the rest of another one's comment.</summary>
    public const string Format = Word + "|%i|%T|%N|%r|%S|%e|%k";

    /// <summary>The longest comment that Slurm takes: MAX_COMMENT_LEN of its sources.</summary>
    public const int CommentMax = 1024;

    /// <summary>The variable that has <c>squeue</c> write times as seconds since 1970, whatever the time zone of its machine.</summary>
    public const string TimeVariable = "SLURM_TIME_FORMAT";

    /// <summary>Its value.</summary>
    public const string TimeFormat = "%s";

    public bool IsOver => new SlurmTask(Id, State, Machine, Reason).IsOver;

    public bool IsRunning => State == Running;

    // squeue(1), JOB STATE CODES. A suspended job goes on later by itself; one that is held or was requeued, which we forbid, does not.
    private ResourceState ResourceState => State switch
    {
        Running => ResourceState.Ready,
        "PENDING" or "CONFIGURING" or "SUSPENDED" or "STOPPED" or "RESIZING" or "SIGNALING" => ResourceState.Pending,
        "COMPLETING" or "STAGE_OUT" => ResourceState.Leaving,
        _ => ResourceState.Failed,
    };

    /// <summary>The comment of a job with this mark.</summary>
    public static string Comment(ResourceMark mark) => MarkPrefix + MarkText.Write(mark);

    /// <summary>Reads the lines of <c>squeue</c>.</summary>
    /// <exception cref="ProviderException">They are none of a list of jobs.</exception>
    public static ValueList<Allocation> ReadAll(string text)
    {
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Length > 0 && Read(lines[0]) is null
            ? throw SlurmProblems.Unreadable("squeue", lines[0])
            : lines.Select(Read).OfType<Allocation>().ToValueList();
    }

    /// <summary>The node; null when it is none of ours, or gone. It has an end when that is near.</summary>
    /// <param name="notice">How long before its end it is near; at most half of the job's time.</param>
    public Resource? ToResource(DateTimeOffset now, TimeSpan notice) =>
        IsOver ? null : Mark?.ToResource(Id, ResourceState) is { } resource ? resource with { EndsAt = LeaseEnds.Told(ReadTime(Start), EndsAt, notice, now) } : null;

    private static DateTimeOffset? ReadTime(string seconds) =>
        long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out long since) ? DateTimeOffset.FromUnixTimeSeconds(since) : null;

    private static Allocation? Read(string line) => line.Split('|', FieldCount) is [Word, var id, var state, var machine, var reason, var start, var end, var comment]
        ? new Allocation(
            id, state, machine, reason == "None" ? "" : reason, start, state == Running ? ReadTime(end) : null,
            comment.StartsWith(MarkPrefix, StringComparison.Ordinal) ? MarkText.Read(comment[MarkPrefix.Length..].TrimEnd()) : null)
        : null;
}
