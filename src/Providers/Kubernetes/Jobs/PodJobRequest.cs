namespace Scalewright.Providers.Kubernetes.Jobs;

/// <summary>A Job whose pods read their input from a config map of the same name.</summary>
/// <param name="Name">Unique name. A repeated creation with this name has no effect.</param>
/// <param name="Set">Value of the label that Jobs of the same sweep share.</param>
/// <param name="Owner">Text of the annotation that names the sweep.</param>
internal sealed record PodJobRequest(string Name, string Set, string Owner)
{
    /// <summary>Container image of the pods.</summary>
    public required string Image { get; init; }

    /// <summary>Command of the pods.</summary>
    public required ValueList<string> Command { get; init; }

    /// <summary>Name of the file in <see cref="PodJobPlan.InputFolder"/>.</summary>
    public required string InputName { get; init; }

    /// <summary>Content of the file.</summary>
    public required string Input { get; init; }

    /// <summary>Number of pods. Each has its 0-based number in the variable <c>JOB_COMPLETION_INDEX</c>.</summary>
    public required int Count { get; init; }

    /// <summary>Number that the first pod has in the sweep.</summary>
    public required int First { get; init; }

    /// <summary>Maximum number of concurrent pods.</summary>
    public required int Parallelism { get; init; }

    /// <summary>Queue of Kueue; empty for none.</summary>
    public string Queue { get; init; } = "";

    /// <summary>CPUs that each pod requests.</summary>
    public double Cpus { get; init; }

    /// <summary>Memory in MiB that each pod requests.</summary>
    public int MemoryMiB { get; init; }

    /// <summary>Maximum running time of a pod.</summary>
    public TimeSpan Timeout { get; init; }

    /// <summary>True if the pods comply with the <c>restricted</c> Pod Security Standard.</summary>
    public bool IsRestricted { get; init; }
}
