namespace Scalewright.Documents;

/// <summary>One key of a map with its value.</summary>
/// <param name="Key">The key as text.</param>
/// <param name="KeySpot">Where the key starts.</param>
/// <param name="Value">The value.</param>
public readonly record struct DocumentEntry(string Key, TextSpot KeySpot, DocumentNode Value)
{
    /// <summary>Equal by key and value; places do not count.</summary>
    public bool Equals(DocumentEntry other) => Key == other.Key && Value.Equals(other.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Key, Value);
}
