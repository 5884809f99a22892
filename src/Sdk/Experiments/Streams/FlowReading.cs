namespace Scalewright.Experiments.Streams;

/// <summary>What a job did since the reading before.</summary>
/// <param name="At">Time since the job began.</param>
/// <param name="Status">What it is doing now.</param>
public sealed record FlowReading(TimeSpan At, FlowStatus Status)
{
    /// <summary>Its operators in the job's order.</summary>
    public ValueList<OperatorReading> Operators { get; init; } = [];

    /// <summary>Records a second that came.</summary>
    public double ArrivalsPerSecond { get; init; }

    /// <summary>Records a second that the sources took.</summary>
    public double Throughput { get; init; }

    /// <summary>Records that wait in topics.</summary>
    public double Lag { get; init; }

    /// <summary>Seconds from a record's coming to its leaving the last operator, estimated; what waits in topics is part of it. Not a number while nothing goes through.</summary>
    public double LatencySeconds { get; init; }

    /// <summary>Seconds that the last checkpoint took; 0 before the first.</summary>
    public double CheckpointSeconds { get; init; }

    /// <summary>How often it started again, since the beginning.</summary>
    public int Restarts { get; init; }

    /// <summary>Records that were done once more after failures, since the beginning.</summary>
    public double Repeated { get; init; }
}
