namespace Scalewright.Providers.Slurm.Allocations;

/// <summary>A job that allocates a machine for a node, as listed by Slurm.</summary>
/// <param name="Machine">Allocated machine; empty if the job is pending.</param>
/// <param name="Reason">Reason for the state, as written by Slurm; may be empty.</param>
/// <param name="Start">Start time as written by Slurm; differs after each restart.</param>
/// <param name="EndsAt">Time at which Slurm ends the job; null if the job has no time limit or is not running.</param>
/// <param name="Tag">Ownership tag; null if the job has no tag.</param>
internal sealed record SlurmAllocation(
    string Id,
    string State,
    string Machine,
    string Reason,
    string Start,
    DateTimeOffset? EndsAt,
    StoredResourceTag? Tag
)
{
    private const string ToolName = "scalewright";
    private const string TagPrefix = ToolName + "?";
    private const string Running = "RUNNING";
    private const int FieldCount = 8;

    /// <summary>
    /// Output format of <c>squeue</c>. The comment is last because it may contain any characters. The first field
    /// distinguishes the line of a job from the following lines of a multi-line comment.
    /// </summary>
    public const string Format = ToolName + "|%i|%T|%N|%r|%S|%e|%k";

    /// <summary>Maximum length of a comment: MAX_COMMENT_LEN in Slurm's source code.</summary>
    public const int MaxCommentLength = 1024;

    /// <summary>Variable that makes <c>squeue</c> write times as Unix seconds, independent of the time zone.</summary>
    public const string TimeVariable = "SLURM_TIME_FORMAT";

    public const string TimeFormat = "%s";

    public bool IsCompleted => new SlurmTask(Id: Id, State: State, Nodes: Machine, Reason: Reason).IsCompleted;

    public bool IsRunning => State == Running;

    // squeue(1), JOB STATE CODES. A suspended job resumes later. A held or requeued job, which the request rules out,
    // counts as failed.
    private ResourceState ResourceState =>
        State switch
        {
            Running => ResourceState.Ready,
            "PENDING" or "CONFIGURING" or "SUSPENDED" or "STOPPED" or "RESIZING" or "SIGNALING" => ResourceState.Pending,
            "COMPLETING" or "STAGE_OUT" => ResourceState.Deleting,
            _ => ResourceState.Failed,
        };

    public static string FormatComment(StoredResourceTag tag) => TagPrefix + tag.ToText();

    /// <summary>Parses the lines of <c>squeue</c>.</summary>
    /// <exception cref="ProviderException">The output is not a list of jobs.</exception>
    public static ValueList<SlurmAllocation> ReadAll(string text)
    {
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Length > 0 && Read(lines[0]) is null
            ? throw SlurmProblems.Unreadable("squeue", lines[0])
            : lines.Select(Read).OfType<SlurmAllocation>().ToValueList();
    }

    /// <summary>
    /// Converts the job to a resource; null if it has no tag or has ended. Sets the end of the resource within the
    /// notice period.
    /// </summary>
    /// <param name="notice">Notice period; limited to half of the job's duration.</param>
    public Resource? ToResource(DateTimeOffset now, TimeSpan notice) =>
        !IsCompleted && Tag?.ToResource(Id, ResourceState) is { } resource
            ? resource with
            {
                EndsAt = LeaseExpiry.GetReportedEnd(ReadTime(Start), EndsAt, notice, now),
            }
            : null;

    private static DateTimeOffset? ReadTime(string seconds) =>
        long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out long since)
            ? DateTimeOffset.FromUnixTimeSeconds(since)
            : null;

    private static SlurmAllocation? Read(string line)
    {
        if (line.Split('|', FieldCount) is not [ToolName, var id, var state, var machine, var reason, var start, var end, var comment])
        {
            return null;
        }

        DateTimeOffset? endsAt = state == Running ? ReadTime(end) : null;
        StoredResourceTag? tag =
            comment.StartsWith(TagPrefix, StringComparison.Ordinal)
            && StoredResourceTag.TryParse(comment[TagPrefix.Length..].TrimEnd(), out StoredResourceTag? stored)
                ? stored
                : null;

        return new SlurmAllocation(
            Id: id,
            State: state,
            Machine: machine,
            Reason: SlurmTask.ParseReason(reason),
            Start: start,
            endsAt,
            tag
        );
    }
}
