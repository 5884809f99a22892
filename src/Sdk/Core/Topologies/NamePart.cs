namespace Scalewright.Topologies;

/// <summary>Part of a <see cref="NamePattern"/>: literal bytes, or a placeholder with its zero-padded width.</summary>
internal readonly struct NamePart
{
    private readonly ShortText _literal;

    private NamePart(NamePlace place, int width, ReadOnlySpan<byte> literal)
    {
        Place = place;
        Width = width;
        _literal = ShortText.Of(literal);
    }

    public NamePlace Place { get; }

    public int Width { get; }

    /// <summary>Splits a text into placeholders and literals. A long literal becomes several parts.</summary>
    /// <exception cref="FormatException">A placeholder is unknown, its padding is invalid, or a brace is
    /// unmatched.</exception>
    public static IEnumerable<NamePart> Parse(string text)
    {
        int at = 0;
        while (at < text.Length)
        {
            int brace = text.AsSpan(at).IndexOfAny('{', '}');
            int open = brace < 0 ? text.Length : at + brace;
            foreach (byte[] literal in Encoding.UTF8.GetBytes(text[at..open]).Chunk(ShortText.Room))
            {
                yield return new NamePart(NamePlace.Literal, 0, literal);
            }

            if (open == text.Length)
            {
                yield break;
            }

            int close = text[open] == '{' ? text.IndexOf('}', open) : -1;
            if (close < 0)
            {
                throw new FormatException($"'{Printable.Escape(text)}' has a brace at {open + 1} without its partner");
            }

            yield return ParsePlace(text[(open + 1)..close], text);
            at = close + 1;
        }
    }

    /// <summary>Copies the literal and the bytes after it.</summary>
    /// <param name="destination">At least <see cref="ShortText.Room"/> bytes.</param>
    /// <returns>Length of the literal in bytes.</returns>
    public int CopyLiteralTo(Span<byte> destination) => _literal.CopyTo(destination);

    private static NamePart ParsePlace(string written, string text)
    {
        string[] halves = written.Split(':', 2);
        NamePlace place = halves[0] switch
        {
            "node" => NamePlace.Node,
            "number" => NamePlace.Number,
            "index" => NamePlace.Index,
            "unit" => NamePlace.Unit,
            _ => throw new FormatException(
                $"'{Printable.Escape(text)}' has the place '{{{Printable.Escape(written)}}}'; there are {{node}}, {{number}}, {{index}} and {{unit}}"),
        };
        int width = halves.Length == 2 ? halves[1].Length : 0;
        bool isPadding = halves.Length == 1
            || (place != NamePlace.Node && width is > 0 and <= NamePattern.WidthMax && halves[1].AsSpan().Trim('0').IsEmpty);
        return isPadding
            ? new NamePart(place, width, [])
            : throw new FormatException(
                $"'{Printable.Escape(text)}' has the place '{{{Printable.Escape(written)}}}'; pad a number with 1 to {NamePattern.WidthMax} zeros, as in {{number:000}}");
    }
}

/// <summary>Kind of a <see cref="NamePart"/>.</summary>
internal enum NamePlace
{
    Literal,

    Node,

    /// <summary>Number of the container on its node, from 1.</summary>
    Number,

    /// <summary>Index of the container in its group, from 0.</summary>
    Index,

    /// <summary>Index of the unit, from 1.</summary>
    Unit,
}
