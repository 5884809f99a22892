namespace Scalewright.Providers.Slurm;

/// <summary>A job for Slurm.</summary>
/// <param name="Name">Its name. Unique ones are found again when the answer to the submission was lost.</param>
/// <param name="Script">What it runs: a script for a shell, with its first line.</param>
public sealed record SlurmJobRequest(string Name, string Script)
{
    /// <summary>How many tasks of an array it has; 0, the default: it is no array. The script finds its number, from 0, in <c>SLURM_ARRAY_TASK_ID</c>.</summary>
    public int Tasks { get; init; }

    /// <summary>How many tasks of the array run at the same time; 0, the default: as many as fit.</summary>
    public int TasksMax { get; init; }

    /// <summary>Where its output goes, in Slurm's own notation; default nowhere.</summary>
    public string Output { get; init; } = "/dev/null";

    /// <summary>Further arguments of <c>sbatch</c>; default none.</summary>
    public ValueList<string> Arguments { get; init; } = [];
}
