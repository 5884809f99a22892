namespace Scalewright.Clusters.State;

/// <summary>One change of a cluster's state; a record of its journal. Each kind stands by itself.</summary>
internal sealed record ClusterChange
{
    /// <summary>The cluster's name; the first change of a state.</summary>
    public string? Name { get; init; }

    /// <summary>What is wanted from now on, as steps from what was wanted before.</summary>
    public IReadOnlyList<StepEntry>? Wanted { get; init; }

    /// <summary>Goes on with the change before it; else what was left of an unfinished one is dropped.</summary>
    public bool IsNext { get; init; }

    /// <summary>More of <see cref="Wanted"/> follows; it counts when the last of it is there.</summary>
    public bool IsPart { get; init; }

    /// <summary>Steps that are about to be ordered.</summary>
    public IReadOnlyList<IntentEntry>? Intents { get; init; }

    /// <summary>What came of one.</summary>
    public ResultEntry? Result { get; init; }

    /// <summary>What was found and is ours.</summary>
    public AdoptionEntry? Adopted { get; init; }

    /// <summary>What is gone without our doing.</summary>
    public ResourceEntry? Gone { get; init; }

    /// <summary>What an engine remembers from now on.</summary>
    public MemoryEntry? Memory { get; init; }
}
