namespace Scalewright.Documents;

/// <summary>A map, list or scalar read from YAML, JSON or INI, with its position. Equality ignores positions.</summary>
public abstract class DocumentNode : IEquatable<DocumentNode>
{
    private protected DocumentNode(TextPosition position) => Position = position;

    /// <summary>Start of the value: for quoted text the opening quote, for a block map the first key.</summary>
    public TextPosition Position { get; }

    /// <summary>Description of the value for messages: <c>a map</c>, <c>the text 'two'</c>, <c>nothing</c>.</summary>
    public abstract string Description { get; }

    /// <summary>Returns the same value at another position; the content is shared.</summary>
    /// <param name="position">Position of use, for example of an alias.</param>
    public abstract DocumentNode WithPosition(TextPosition position);

    /// <inheritdoc/>
    public abstract bool Equals(DocumentNode? other);

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as DocumentNode);

    /// <inheritdoc/>
    public abstract override int GetHashCode();
}
