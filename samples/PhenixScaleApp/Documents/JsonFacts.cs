namespace PhenixScaleApp.Documents;

/// <summary>What the check of a JSON text found beside its being well-formed.</summary>
internal struct JsonFacts
{
    /// <summary>Values in all.</summary>
    public long Nodes { get; set; }

    /// <summary>True when a map has a key twice, or perhaps: a key has an escape. Such a text becomes a tree at once.</summary>
    public bool HasDoubtfulKeys { get; set; }

    /// <summary>True when half of a surrogate pair was escaped: no UTF-8 can hold it.</summary>
    public bool HasLoneSurrogate { get; set; }
}
