namespace Scalewright.Providers.Slurm;

/// <summary>Options of a <see cref="SlurmProvider"/>.</summary>
public sealed record SlurmOptions
{
    /// <summary>Slurm cluster and settings of its commands. The time limit applies to each node.</summary>
    public SlurmClientOptions Client { get; init; } = new();

    /// <summary>
    /// Additional arguments of <c>sbatch</c> for each node, for example <c>--exclusive</c>. Default none. Annotations
    /// of a node whose name starts with <c>slurm.</c> are appended.
    /// </summary>
    public ValueList<string> Arguments { get; init; } = [];

    /// <summary>
    /// Agent that is started in each allocation and serves its node. Default null: no agent; commands and file
    /// transfers run as Slurm steps. The agent folder is on the node's machine; each node has a subfolder, which is
    /// removed with its job.
    /// </summary>
    public AgentDeployerOptions? Agent { get; init; }

    /// <summary>Maximum number of concurrent Slurm commands that change something. Default 8.</summary>
    public int MaxConcurrency { get; init; } = 8;

    /// <summary>
    /// Timeout for a cancelled job to end. Default one minute. Slurm waits 30 seconds (<c>KillWait</c>) for programs
    /// that ignore its signal.
    /// </summary>
    public TimeSpan RemovalTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Period before the end of a job in which its node reports the end, so that it is drained and replaced like a spot
    /// node. Default 10 minutes. Limited to half of the job's duration, so that nodes of short jobs do not report their
    /// end right after their start.
    /// </summary>
    public TimeSpan NoticePeriod { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Random source for session IDs. Default null: the system's.</summary>
    public Random? Random { get; init; }

    internal SlurmOptions Checked()
    {
        OptionsValidation wrong = new();
        if (wrong.Needs(nameof(Client), Client))
        {
            Client.Check(wrong);
        }

        wrong.Between(nameof(MaxConcurrency), MaxConcurrency, 1);
        wrong.Positive(nameof(RemovalTimeout), RemovalTimeout);
        wrong.AtLeast(nameof(NoticePeriod), NoticePeriod, TimeSpan.Zero);
        wrong.Throw();
        return this;
    }
}
