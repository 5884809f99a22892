namespace PhenixScaleApp.Documents;

/// <summary>Findings of the check of a valid JSON text.</summary>
internal struct JsonFacts
{
    /// <summary>Total number of values.</summary>
    public long Nodes { get; set; }

    /// <summary>True if a map has a duplicate key, or an escaped one. Such a text is parsed at once.</summary>
    public bool HasDoubtfulKeys { get; set; }

    /// <summary>True if half of a surrogate pair was escaped, which UTF-8 does not support.</summary>
    public bool HasLoneSurrogate { get; set; }
}
