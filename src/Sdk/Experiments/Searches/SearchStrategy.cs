namespace Scalewright.Experiments.Searches;

/// <summary>Which pairs of load and resources are tried. All but <see cref="Full"/> rely on it that more resources never do worse.</summary>
public enum SearchStrategy
{
    /// <summary>All pairs.</summary>
    Full,

    /// <summary>Of each row from its beginning on, until the answer is found.</summary>
    Linear,

    /// <summary>Of each row by halves: about the logarithm of its length.</summary>
    Binary,

    /// <summary>Of each row from where the answer of the row before was: all rows together cost no more than their number and their length.</summary>
    LowerBounded,
}
