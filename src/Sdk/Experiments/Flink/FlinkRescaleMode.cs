namespace Scalewright.Experiments.Flink;

/// <summary>Method to change the parallelism of a job.</summary>
public enum FlinkRescaleMode
{
    /// <summary>Stop with a savepoint and restart from it. Works with every version of Flink.</summary>
    Savepoint,

    /// <summary>Rescale the running job. Requires Flink 1.18 or later and the adaptive scheduler.</summary>
    InPlace,
}
