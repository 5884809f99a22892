namespace Scalewright.Clusters.Selecting;

/// <summary>How a fact is compared with what is asked for.</summary>
public enum FactOperator
{
    /// <summary>The fact is less: numbers by size, texts by code points, lists item by item.</summary>
    Less,

    /// <summary>The fact is less or equal.</summary>
    LessOrEqual,

    /// <summary>The two are equal.</summary>
    Equal,

    /// <summary>The two are not equal; a fact that is not there is not unequal.</summary>
    NotEqual,

    /// <summary>The fact is greater or equal.</summary>
    GreaterOrEqual,

    /// <summary>The fact is greater.</summary>
    Greater,

    /// <summary>The fact has the text within it, or the item, or all items of a list.</summary>
    Contains,

    /// <summary>The fact could contain it, and does not.</summary>
    NotContains,

    /// <summary>The fact is one of a list.</summary>
    In,

    /// <summary>The fact is there, whatever it is; what is asked for does not matter.</summary>
    Exists,
}
