using System.Collections;

namespace Scalewright.Documents;

/// <summary>A list in a document.</summary>
public sealed class DocumentList : DocumentNode, IReadOnlyList<DocumentNode>
{
    private readonly DocumentNode[] _items;

    /// <summary>Creates a list of the given values.</summary>
    /// <param name="items">Values in order.</param>
    /// <param name="position">Position of the list.</param>
    public DocumentList(IEnumerable<DocumentNode> items, TextPosition position = default)
        : base(position) => _items = [.. items];

    internal DocumentList(DocumentNode[] items, TextPosition position)
        : base(position) => _items = items;

    /// <inheritdoc/>
    public override string Description => "a list";

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <inheritdoc/>
    public DocumentNode this[int index] => _items[index];

    /// <inheritdoc/>
    public override DocumentNode WithPosition(TextPosition position) => new DocumentList(_items, position);

    /// <inheritdoc/>
    public override bool Equals(DocumentNode? other) =>
        ReferenceEquals(this, other) || (other is DocumentList list && _items.AsSpan().SequenceEqual(list._items));

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (DocumentNode item in _items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<DocumentNode> GetEnumerator() => ((IEnumerable<DocumentNode>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();
}
