namespace Scalewright.Providers.Slurm;

/// <summary>Which Slurm, and what nodes are there.</summary>
public sealed record SlurmProviderOptions
{
    /// <summary>Which Slurm, and how it is asked. Its time limit is that of each node.</summary>
    public SlurmOptions Slurm { get; init; } = new();

    /// <summary>Further arguments of <c>sbatch</c> for each node, such as <c>--exclusive</c>; default none. Annotations of a node that begin with <c>slurm.</c> come behind them.</summary>
    public ValueList<string> Arguments { get; init; } = [];

    /// <summary>The agent that is started in each allocation and answers for its node; null: none, and nodes run commands and take files by steps of Slurm alone. Its folder is
    /// one of the node's machine; each node has a folder of its own in it, which goes with its job. Default null.</summary>
    public AgentDeploymentOptions? Agent { get; init; }

    /// <summary>How many commands of Slurm that change something are under way at once; default 8.</summary>
    public int CallsMax { get; init; } = 8;

    /// <summary>How long a job that was cancelled may take to be gone; default one minute. Slurm itself gives programs that do not heed its signal 30 s (<c>KillWait</c>).</summary>
    public TimeSpan RemovalDeadline { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long before Slurm ends a job its node says so, so that it is drained and replaced as a spot node is; default 10 minutes. No more than half of the job's time, or nodes of
    /// short jobs would be about to end from their start.</summary>
    public TimeSpan EndNotice { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Chance for sessions; null, the default: the system's.</summary>
    public Random? Chance { get; init; }

    internal SlurmProviderOptions Checked()
    {
        WrongOptions wrong = new();
        if (wrong.Needs(nameof(Slurm), Slurm))
        {
            Slurm.Check(wrong);
        }

        wrong.Between(nameof(CallsMax), CallsMax, 1);
        wrong.Positive(nameof(RemovalDeadline), RemovalDeadline);
        wrong.AtLeast(nameof(EndNotice), EndNotice, TimeSpan.Zero);
        wrong.Throw();
        return this;
    }
}
