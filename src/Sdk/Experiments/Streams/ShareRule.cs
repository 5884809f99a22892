namespace Scalewright.Experiments.Streams;

/// <summary>Which instance of an operator takes a record.</summary>
public enum ShareRule
{
    /// <summary>Each as many as any other.</summary>
    Even,

    /// <summary>The one that the record's key belongs to; see <see cref="JobOperator.Skew"/>.</summary>
    Keyed,

    /// <summary>Whichever is free next: all wait in one line.</summary>
    Pool,
}
