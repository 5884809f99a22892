namespace Scalewright.Topologies;

/// <summary>
/// Text with placeholders: <c>{node}</c> host name, <c>{number}</c> number on the node from 1, <c>{index}</c> index in
/// the group from 0, <c>{unit}</c> unit from 1. <c>{number:000}</c> pads with zeros to that width.
/// </summary>
public sealed class NamePattern : IEquatable<NamePattern>
{
    /// <summary>Maximum padding: 20 digits, the length of the largest count.</summary>
    public const int MaxWidth = 20;

    private readonly NameSegment[] _parts;

    /// <summary>Creates a pattern.</summary>
    /// <param name="text">The text with placeholders.</param>
    /// <exception cref="FormatException">A placeholder or its padding is invalid, or a brace is unmatched.</exception>
    public NamePattern(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Text = text;
        _parts = [.. NameSegment.Parse(text)];
        MaxLength = _parts.Length * InlineText.Capacity;
    }

    /// <summary>Pattern as written.</summary>
    public string Text { get; }

    internal ReadOnlySpan<NameSegment> Parts => _parts;

    /// <summary>True if the text depends on the container.</summary>
    internal bool HasPlaceholders => Array.Exists(_parts, part => part.Placeholder != NamePlaceholder.Literal);

    /// <summary>True if the literals have no special meaning in scripts and paths.</summary>
    internal bool IsSafe
    {
        get
        {
            bool isInside = false;
            foreach (char character in Text)
            {
                isInside = character == '{' || (isInside && character != '}');
                if (!isInside && character != '}' && !char.IsAsciiLetterOrDigit(character) && character is not ('_' or '.' or '-'))
                {
                    return false;
                }
            }

            return Text.Length > 0 && Text[0] is not ('-' or '.') && !Text.Contains("..", StringComparison.Ordinal);
        }
    }

    /// <summary>
    /// Buffer size for the text of the pattern, if the host name fits in an <see cref="InlineText"/>.
    /// </summary>
    internal int MaxLength { get; }

    /// <summary>Creates a pattern from its text.</summary>
    /// <param name="text">The text with placeholders.</param>
    /// <exception cref="FormatException">A placeholder or its padding is invalid, or a brace is unmatched.</exception>
    public static NamePattern FromString(string text) => new(text);

    /// <summary>Converts a text to a pattern.</summary>
    /// <param name="text">The text with placeholders.</param>
    public static implicit operator NamePattern(string text) => new(text);

    /// <inheritdoc/>
    public bool Equals(NamePattern? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NamePattern);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    /// <summary>Returns the pattern as written.</summary>
    public override string ToString() => Text;
}
