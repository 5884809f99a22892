namespace Scalewright.Providers.Slurm;

/// <summary>Options of a <see cref="SlurmProvider"/>.</summary>
public sealed record SlurmOptions
{
    /// <summary>Slurm cluster and settings of its commands. The time limit applies to each node.</summary>
    public SlurmClientOptions Client { get; init; } = new();

    /// <summary>
    /// Additional arguments of <c>sbatch</c> for each node, for example <c>--exclusive</c>. Default none. An annotation
    /// of a node, such as <c>slurm.constraint</c>, adds the argument of that name for the node.
    /// </summary>
    public ValueList<string> Arguments { get; init; } = [];

    /// <summary>
    /// Agent that is started in each allocation and serves its node. Default null: no agent; commands and file
    /// transfers run as Slurm steps. Each node has a subfolder in the agent folder of its machine. The subfolder is
    /// removed when the job of the node ends.
    /// </summary>
    public AgentDeployerOptions? Agent { get; init; }

    /// <summary>Maximum number of concurrent Slurm commands that change something. Default 8.</summary>
    public int MaxConcurrency { get; init; } = 8;

    /// <summary>
    /// Maximum time until a canceled job has ended. Default one minute. Slurm kills programs that ignore its signal
    /// after 30 seconds (<c>KillWait</c>).
    /// </summary>
    public TimeSpan RemovalTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Period before the end of a job in which its node reports the end, so that it is drained and replaced like a spot
    /// node. Default 10 minutes, but at most half of the duration of the job, so that nodes of short jobs do not report
    /// their end right after their start.
    /// </summary>
    public TimeSpan NoticePeriod { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Random source for session IDs. Default null: the system random source.</summary>
    public Random? Random { get; init; }

    internal SlurmOptions Checked()
    {
        OptionsValidation validation = new();
        if (validation.Needs(nameof(Client), Client))
        {
            Client.AddProblems(validation);
        }

        validation.Between(nameof(MaxConcurrency), MaxConcurrency, 1);
        validation.Positive(nameof(RemovalTimeout), RemovalTimeout);
        validation.AtLeast(nameof(NoticePeriod), NoticePeriod, TimeSpan.Zero);
        validation.Throw();
        return this;
    }
}
