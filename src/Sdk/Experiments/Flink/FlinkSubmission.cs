namespace Scalewright.Experiments.Flink;

/// <summary>How a program is started as a job.</summary>
/// <param name="Parallelism">Instances of operators that say nothing themselves, 1 or more.</param>
internal sealed record FlinkSubmission(int Parallelism)
{
    /// <summary>The savepoint that it starts from; empty, the default: from nothing.</summary>
    public string Savepoint { get; init; } = "";

    /// <summary>The class to start; empty, the default: the one that the jar names.</summary>
    public string EntryClass { get; init; } = "";

    /// <summary>Arguments of the program; default none.</summary>
    public ValueList<string> Arguments { get; init; } = [];
}
