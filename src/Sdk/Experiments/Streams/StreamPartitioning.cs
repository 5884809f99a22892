namespace Scalewright.Experiments.Streams;

/// <summary>Partitioning of records among the instances of an operator.</summary>
public enum StreamPartitioning
{
    /// <summary>Each instance receives the same number of records.</summary>
    Even,

    /// <summary>The key of a record determines its instance; see <see cref="JobOperator.Skew"/>.</summary>
    Keyed,

    /// <summary>The next free instance processes the record; all instances share one queue.</summary>
    Pool,
}
