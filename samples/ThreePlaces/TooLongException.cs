namespace ThreePlaces;

/// <summary>A word is too long.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="inner">What caused it; null: nothing did.</param>
public sealed class TooLongException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The most characters that would do.</summary>
    public int LengthMax { get; init; }
}
