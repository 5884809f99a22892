namespace Scalewright.Experiments.Flink;

/// <summary>How a job gets other numbers of instances.</summary>
public enum FlinkRescaling
{
    /// <summary>It is stopped with a savepoint, and started from there: any Flink.</summary>
    Savepoint,

    /// <summary>While it runs: Flink 1.18 and later, with the adaptive scheduler.</summary>
    InPlace,
}
