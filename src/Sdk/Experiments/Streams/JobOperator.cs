using Scalewright.Experiments.Reading;

namespace Scalewright.Experiments.Streams;

/// <summary>An operator of a stream job: inputs, cost of a record, and parallelism.</summary>
/// <param name="Name">Name, unique in the job.</param>
[DocumentRecord]
public sealed record JobOperator([property: DocumentField(Advice = "the name of the operator")] string Name)
{
    /// <summary>Topic of a source; null for an operator that reads from operators.</summary>
    public string? Topic { get; init; }

    /// <summary>Input operators; empty for a source.</summary>
    [DocumentField(Reader = nameof(JobInputReader.Inputs))]
    public ValueList<JobInput> Inputs { get; init; } = [];

    /// <summary>Mean processor time per record, above 0. Default 10 µs.</summary>
    [DocumentField("cpu_time")]
    public TimeSpan CpuTimePerRecord { get; init; } = TimeSpan.FromMicroseconds(10);

    /// <summary>Coefficient of variation of that time, at least 0. Default 1 (exponential); 0 for constant.</summary>
    public double CpuTimeVariation { get; init; } = 1;

    /// <summary>Number of instances, 1 to <see cref="MaxParallelism"/>. Default 1.</summary>
    public int Parallelism { get; init; } = 1;

    /// <summary>Number of key groups and maximum number of instances. Default 128.</summary>
    public int MaxParallelism { get; init; } = 128;

    /// <summary>Partitioning of records among instances. Default <see cref="StreamPartitioning.Even"/>.</summary>
    public StreamPartitioning Partitioning { get; init; }

    /// <summary>Number of distinct keys of a keyed operator, at least 1. Default 1,000.</summary>
    [DocumentField("keys")]
    public int KeyCount { get; init; } = 1_000;

    /// <summary>Skew of the keys: exponent of Zipf's law, 0 to 4. Default 0 (uniform).</summary>
    public double Skew { get; init; }

    /// <summary>Buffer of one instance in records, at least 1. Default 1,000. Causes backpressure when full.</summary>
    [DocumentField("buffer")]
    public int BufferSize { get; init; } = 1_000;

    /// <summary>State of all instances together in MiB, at least 0. Default 0. Checkpoints include it.</summary>
    [DocumentField("state")]
    public double StateMiB { get; init; }
}
