namespace Scalewright.Clusters.Selecting;

/// <summary>What a fact is.</summary>
public enum FactKind
{
    /// <summary>Nothing: known to be not there.</summary>
    Nothing,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>A number.</summary>
    Number,

    /// <summary>Text.</summary>
    Text,

    /// <summary>Facts in order.</summary>
    List,
}
