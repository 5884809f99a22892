namespace Scalewright.Clusters.Selection;

/// <summary>Kinds of facts.</summary>
public enum FactKind
{
    /// <summary>Known to be absent.</summary>
    Null,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A number.</summary>
    Number,

    /// <summary>Text.</summary>
    Text,

    /// <summary>Ordered list of facts.</summary>
    List,
}
