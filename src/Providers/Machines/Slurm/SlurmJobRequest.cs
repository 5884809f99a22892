namespace Scalewright.Providers.Slurm;

/// <summary>A job to submit to Slurm.</summary>
/// <param name="Name">Name of the job. A unique name helps to find the job if the response was lost.</param>
/// <param name="Script">Shell script of the job, including its first line.</param>
internal sealed record SlurmJobRequest(string Name, string Script)
{
    /// <summary>
    /// Number of tasks of a job array. Default 0: not an array. The variable <c>SLURM_ARRAY_TASK_ID</c> contains the
    /// 0-based index of the task.
    /// </summary>
    public int ArraySize { get; init; }

    /// <summary>Maximum number of concurrent tasks of the array. Default 0: unlimited.</summary>
    public int MaxRunningTasks { get; init; }

    /// <summary>Output file, in Slurm's notation. Default <c>/dev/null</c>.</summary>
    public string Output { get; init; } = "/dev/null";

    /// <summary>Additional arguments of <c>sbatch</c>. Default none.</summary>
    public ValueList<string> Arguments { get; init; } = [];
}
