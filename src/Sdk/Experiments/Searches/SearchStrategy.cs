namespace Scalewright.Experiments.Searches;

/// <summary>Selects pairs. All but <see cref="Full"/> assume that more resources never perform worse.</summary>
public enum SearchStrategy
{
    /// <summary>Tests all pairs.</summary>
    Full,

    /// <summary>Tests each row from its start until the result is found.</summary>
    Linear,

    /// <summary>Performs a binary search of each row: about the logarithm of its length.</summary>
    Binary,

    /// <summary>Starts each row at the previous result. Tests at most the number of rows plus their length.</summary>
    LowerBounded,
}
