namespace Scalewright.Documents;

/// <summary>A value read from YAML, JSON or INI with its place: a map, a list or a scalar. Equal by content; places do not count.</summary>
public abstract class DocumentNode : IEquatable<DocumentNode>
{
    private protected DocumentNode(TextSpot spot) => Spot = spot;

    /// <summary>Where the value starts; for a quoted text the quote, for a block map its first key.</summary>
    public TextSpot Spot { get; }

    /// <summary>What the value is, in words for a message: <c>a map</c>, <c>the text 'two'</c>, <c>nothing</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>The same value at another place; shares its content.</summary>
    /// <param name="spot">Where it is used, as by an alias.</param>
    public abstract DocumentNode At(TextSpot spot);

    /// <inheritdoc/>
    public abstract bool Equals(DocumentNode? other);

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as DocumentNode);

    /// <inheritdoc/>
    public abstract override int GetHashCode();
}
