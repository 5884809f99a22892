namespace Scalewright.Experiments.Streams;

/// <summary>An operator of a stream job: what it reads, what a record costs, and how many instances do it.</summary>
/// <param name="Name">Its name, unique in the job.</param>
public sealed record JobOperator(string Name)
{
    /// <summary>The topic that it takes records from; null for one that reads from operators.</summary>
    public string? Topic { get; init; }

    /// <summary>The operators that it reads from; empty for a source.</summary>
    public ValueList<JobInput> Inputs { get; init; } = [];

    /// <summary>Time of one processor core for one record, on average, above 0; default 10 µs.</summary>
    public TimeSpan Cost { get; init; } = TimeSpan.FromMicroseconds(10);

    /// <summary>Spread of the time for one record: standard deviation over mean, 0 or more. 1, the default, is exponential; 0 always the same.</summary>
    public double CostSpread { get; init; } = 1;

    /// <summary>How many instances, 1 to <see cref="ParallelismMax"/>; default 1.</summary>
    public int Parallelism { get; init; } = 1;

    /// <summary>Key groups, and with them the most instances there can be; default 128.</summary>
    public int ParallelismMax { get; init; } = 128;

    /// <summary>Which instance takes a record; default <see cref="ShareRule.Even"/>.</summary>
    public ShareRule Share { get; init; }

    /// <summary>Different keys of a keyed operator, 1 or more; default 1,000.</summary>
    public int Keys { get; init; } = 1_000;

    /// <summary>How uneven keys are: exponent of Zipf's law, 0 to 4; default 0, all keys alike.</summary>
    public double Skew { get; init; }

    /// <summary>Records that may wait before one instance, 1 or more; default 1,000. When they are full, those before it stand still.</summary>
    public int Buffer { get; init; } = 1_000;

    /// <summary>State of all instances together, in MiB, 0 or more; default 0. Checkpoints write it.</summary>
    public double StateMiB { get; init; }
}
