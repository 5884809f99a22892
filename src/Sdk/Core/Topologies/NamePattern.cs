namespace Scalewright.Topologies;

/// <summary>
/// A text with places for a container's facts: <c>{node}</c> host name, <c>{number}</c> number on the node from 1,
/// <c>{index}</c> index in the group from 0, <c>{unit}</c> unit from 1. <c>{number:000}</c> pads with zeros to that width.
/// </summary>
public sealed class NamePattern : IEquatable<NamePattern>
{
    /// <summary>The widest padding: 20 digits, as many as the largest count has.</summary>
    public const int WidthMax = 20;

    private readonly NamePart[] _parts;

    /// <summary>A pattern.</summary>
    /// <param name="text">The text with places.</param>
    /// <exception cref="FormatException">A place is not one of the four, its padding is not 1 to 20 zeros, or a brace has no partner.</exception>
    public NamePattern(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Text = text;
        _parts = [.. NamePart.Parse(text)];
        LengthMax = _parts.Length * ShortText.Room;
    }

    /// <summary>The pattern as written.</summary>
    public string Text { get; }

    internal ReadOnlySpan<NamePart> Parts => _parts;

    /// <summary>True when the text differs from container to container.</summary>
    internal bool HasPlaces => Array.Exists(_parts, part => part.Place != NamePlace.Literal);

    /// <summary>True when nothing in it can mean anything to a script or a path.</summary>
    internal bool IsHarmless
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

    /// <summary>Room that the pattern needs when it is filled in with a host name that is a <see cref="ShortText"/>.</summary>
    internal int LengthMax { get; }

    /// <summary>A pattern from its text.</summary>
    /// <param name="text">The text with places.</param>
    /// <exception cref="FormatException">As for the constructor.</exception>
    public static NamePattern FromString(string text) => new(text);

    /// <summary>A pattern from its text.</summary>
    /// <param name="text">The text with places.</param>
    public static implicit operator NamePattern(string text) => new(text);

    /// <inheritdoc/>
    public bool Equals(NamePattern? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NamePattern);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    /// <summary>The pattern as written.</summary>
    public override string ToString() => Text;
}
