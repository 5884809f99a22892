namespace Scalewright.Providers.Slurm;

/// <summary>Options of a <see cref="SlurmProvider"/>.</summary>
public sealed record SlurmOptions
{
    /// <summary>Slurm cluster and settings of its commands. Its time limit applies to each node.</summary>
    public SlurmClientOptions Client { get; init; } = new();

    /// <summary>
    /// Additional arguments of <c>sbatch</c> for each node, for example <c>--exclusive</c>. Default none. Annotations
    /// of a node that begin with <c>slurm.</c> are appended.
    /// </summary>
    public ValueList<string> Arguments { get; init; } = [];

    /// <summary>
    /// Agent that is started in each allocation and serves its node. Default null: no agent; commands and files use
    /// Slurm steps alone. Its folder is on the node's machine; each node has a subfolder that is removed with its job.
    /// </summary>
    public AgentDeployerOptions? Agent { get; init; }

    /// <summary>Maximum number of concurrent Slurm commands that change something. Default 8.</summary>
    public int MaxConcurrency { get; init; } = 8;

    /// <summary>
    /// Timeout for a cancelled job to disappear. Default one minute. Slurm itself waits 30 seconds (<c>KillWait</c>)
    /// for programs that ignore its signal.
    /// </summary>
    public TimeSpan RemovalTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Time before the end of a job from which its node reports the end, so that it is drained and replaced like a spot
    /// node. Default 10 minutes. At most half of the job's time, so that nodes of short jobs are not ending from the
    /// start.
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
