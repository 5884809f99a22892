namespace Scalewright.Clusters.Selection;

/// <summary>Operators that compare a fact with a requested value.</summary>
public enum FactOperator
{
    /// <summary>The fact is less: numbers by value, text by code points, lists item by item.</summary>
    LessThan,

    /// <summary>The fact is less or equal.</summary>
    LessThanOrEqual,

    /// <summary>The values are equal.</summary>
    Equal,

    /// <summary>The values are not equal; false for a missing fact.</summary>
    NotEqual,

    /// <summary>The fact is greater or equal.</summary>
    GreaterThanOrEqual,

    /// <summary>The fact is greater.</summary>
    GreaterThan,

    /// <summary>The fact contains the text, the item, or all items of a list.</summary>
    Contains,

    /// <summary>The fact is text or a list and does not contain the value.</summary>
    NotContains,

    /// <summary>The fact is an item of the list.</summary>
    In,

    /// <summary>The fact exists; the requested value is ignored.</summary>
    Exists,
}
