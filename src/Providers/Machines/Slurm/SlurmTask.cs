namespace Scalewright.Providers.Slurm;

/// <summary>A job, or one task of an array.</summary>
/// <param name="Id">As Slurm writes it, such as <c>42</c>, <c>42_7</c> or, for tasks that wait together, <c>42_[3-9]</c>.</param>
/// <param name="State">In Slurm's words, such as <c>RUNNING</c>.</param>
/// <param name="Nodes">Where it runs, as a list of Slurm's; empty before.</param>
/// <param name="Reason">Why it waits; empty when it does not.</param>
public sealed record SlurmTask(string Id, string State, string Nodes, string Reason)
{
    // squeue(1), JOB STATE CODES: what ends a job for good. What is not in it, unknown words too, may still run.
    private static readonly HashSet<string> Ends = new(StringComparer.Ordinal)
    {
        "BOOT_FAIL", "CANCELLED", "COMPLETED", "DEADLINE", "FAILED", "NODE_FAIL", "OUT_OF_MEMORY", "PREEMPTED", "REVOKED", "TIMEOUT",
    };

    /// <summary>Whether it is over.</summary>
    public bool IsOver => Ends.Contains(State);
}
