namespace Scalewright.Experiments.Streams;

/// <summary>What an operator did since the reading before, on average.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shares">Which part of its records each instance got; as many as there are instances.</param>
public sealed record OperatorReading(string Name, ValueList<double> Shares)
{
    /// <summary>Records a second that it took, over all instances.</summary>
    public double RecordsPerSecond { get; init; }

    /// <summary>Milliseconds of a second that its instances are busy, on average, 0 to 1000.</summary>
    public double BusyMs { get; init; }

    /// <summary>Milliseconds of a second that its instances stand still because those after them are full, on average, 0 to 1000.</summary>
    public double BackpressuredMs { get; init; }

    /// <summary>Records that wait in its topic; 0 for one that reads from operators.</summary>
    public double Lag { get; init; }

    /// <summary>Records a second that came into its topic; 0 for one that reads from operators.</summary>
    public double ArrivalsPerSecond { get; init; }

    /// <summary>Records a second of one instance.</summary>
    /// <param name="instance">Its index from 0.</param>
    public double RecordsPerSecondOf(int instance) => RecordsPerSecond * Shares[instance];

    /// <summary>Milliseconds of a second that one instance is busy, 0 to 1000.</summary>
    /// <param name="instance">Its index from 0.</param>
    public double BusyMsOf(int instance) => Math.Min(1000, BusyMs * Shares[instance] * Shares.Count);
}
