namespace Scalewright.Clusters.Selecting;

/// <summary>Kinds of facts.</summary>
public enum FactKind
{
    /// <summary>Known to be absent.</summary>
    Nothing,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>A number.</summary>
    Number,

    /// <summary>Text.</summary>
    Text,

    /// <summary>Ordered list of facts.</summary>
    List,
}
