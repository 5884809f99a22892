using Scalewright.Documents;

namespace PhenixScaleApp.Documents;

/// <summary>Result of reading an experiment document.</summary>
/// <param name="Root">The document; null if it is invalid.</param>
/// <param name="Mistake">Reason why it is invalid.</param>
internal sealed record ExperimentText(MapValue? Root, string Mistake)
{
    /// <summary>True if it contains a time of YAML or half of a surrogate pair, which JSON does not support.</summary>
    public bool IsUnprintable { get; init; }

    /// <summary>True if the bytes are not valid UTF-8.</summary>
    public bool IsUndecodable { get; init; }

    /// <summary>Reads the document again with positions, for messages. Slow. Null if that is not possible.</summary>
    public Func<DocumentMap?> ReadPlaces { get; init; } = () => null;

    /// <summary>Creates the result for an invalid document.</summary>
    public static ExperimentText Refuse(string mistake) => new(null, mistake);
}
