using Scalewright.Documents;

namespace PhenixScaleApp.Documents;

/// <summary>What came of reading an experiment document.</summary>
/// <param name="Root">The document; null when it is none.</param>
/// <param name="Mistake">Why it is none.</param>
internal sealed record ExperimentText(MapValue? Root, string Mistake)
{
    /// <summary>True when it holds what JSON in UTF-8 cannot: a time of YAML, or half of a surrogate pair.</summary>
    public bool IsUnprintable { get; init; }

    /// <summary>True when the bytes are not even UTF-8.</summary>
    public bool IsUndecodable { get; init; }

    /// <summary>Reads the document once more, now with the place of each value; gives null when it cannot be read that way. Slow: for messages.</summary>
    public Func<DocumentMap?> ReadPlaces { get; init; } = () => null;

    /// <summary>A document that is none.</summary>
    public static ExperimentText Refuse(string mistake) => new(null, mistake);
}
