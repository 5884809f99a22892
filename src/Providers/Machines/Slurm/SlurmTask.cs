namespace Scalewright.Providers.Slurm;

/// <summary>A job, or one task of a job array.</summary>
/// <param name="Id">ID in Slurm's notation: <c>42</c>, <c>42_7</c> or, for pending tasks, <c>42_[3-9]</c>.</param>
/// <param name="State">State in Slurm's notation, for example <c>RUNNING</c>.</param>
/// <param name="Nodes">Nodes on which the task runs, as a Slurm host list; empty before it starts.</param>
/// <param name="Reason">Reason why the task is pending; empty if it is not.</param>
internal sealed record SlurmTask(string Id, string State, string Nodes, string Reason)
{
    // squeue(1), JOB STATE CODES: final states. A job in any other state, including unknown ones, may still run.
    private static readonly HashSet<string> Ends = new(StringComparer.Ordinal)
    {
        "BOOT_FAIL",
        "CANCELLED",
        "COMPLETED",
        "DEADLINE",
        "FAILED",
        "NODE_FAIL",
        "OUT_OF_MEMORY",
        "PREEMPTED",
        "REVOKED",
        "TIMEOUT",
    };

    /// <summary>True if the job or task has ended.</summary>
    public bool IsCompleted => Ends.Contains(State);

    /// <summary>ID of the job, without its task.</summary>
    internal long Job =>
        long.Parse(Id.AsSpan(0, Id.IndexOf('_') is var end and >= 0 ? end : Id.Length), NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>Index of the task; null for a job without an array, and for several tasks in one line.</summary>
    internal int? Index =>
        int.TryParse(Id.AsSpan(Id.IndexOf('_') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int index) && Id.Contains('_')
            ? index
            : null;

    /// <summary>Parses the reason of a state as written by <c>squeue</c>.</summary>
    internal static string ParseReason(string field) => field == "None" ? "" : field;
}
