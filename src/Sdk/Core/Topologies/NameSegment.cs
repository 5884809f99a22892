namespace Scalewright.Topologies;

/// <summary>Part of a <see cref="NamePattern"/>: literal bytes, or a placeholder with its zero-padded width.</summary>
internal readonly struct NameSegment
{
    private readonly InlineText _literal;

    private NameSegment(NamePlaceholder placeholder, int width, ReadOnlySpan<byte> literal)
    {
        Placeholder = placeholder;
        Width = width;
        _literal = InlineText.From(literal);
    }

    public NamePlaceholder Placeholder { get; }

    public int Width { get; }

    /// <summary>Splits a text into placeholders and literals. A long literal is split into several parts.</summary>
    /// <exception cref="FormatException">A placeholder is unknown, its padding is invalid, or a brace is
    /// unmatched.</exception>
    public static IEnumerable<NameSegment> Parse(string text)
    {
        int at = 0;
        while (at < text.Length)
        {
            int brace = text.AsSpan(at).IndexOfAny('{', '}');
            int open = brace < 0 ? text.Length : at + brace;
            foreach (byte[] literal in Encoding.UTF8.GetBytes(text[at..open]).Chunk(InlineText.Capacity))
            {
                yield return new NameSegment(NamePlaceholder.Literal, 0, literal);
            }

            if (open == text.Length)
            {
                yield break;
            }

            int close = text[open] == '{' ? text.IndexOf('}', open) : -1;
            if (close < 0)
            {
                throw new FormatException($"'{TextEscaping.Escape(text)}' has an unmatched brace at position {open + 1}");
            }

            yield return ParsePlace(text[(open + 1)..close], text);
            at = close + 1;
        }
    }

    /// <summary>Copies the whole buffer of the literal: its text, followed by undefined bytes.</summary>
    /// <param name="destination">At least <see cref="InlineText.Capacity"/> bytes.</param>
    /// <returns>Length of the literal in bytes.</returns>
    public int CopyLiteralTo(Span<byte> destination) => _literal.CopyTo(destination);

    private static NameSegment ParsePlace(string written, string text)
    {
        string[] halves = written.Split(':', 2);
        NamePlaceholder placeholder = halves[0] switch
        {
            "node" => NamePlaceholder.Node,
            "number" => NamePlaceholder.Number,
            "index" => NamePlaceholder.Index,
            "unit" => NamePlaceholder.Unit,
            _ => throw new FormatException(
                $"'{TextEscaping.Escape(text)}' has the placeholder '{{{TextEscaping.Escape(written)}}}'; there are "
                    + "{node}, {number}, {index} and {unit}"
            ),
        };
        int width = halves.Length == 2 ? halves[1].Length : 0;
        bool isPadding =
            halves.Length == 1
            || (placeholder != NamePlaceholder.Node && width is > 0 and <= NamePattern.MaxWidth && halves[1].AsSpan().Trim('0').IsEmpty);
        return isPadding
            ? new NameSegment(placeholder, width, [])
            : throw new FormatException(
                $"'{TextEscaping.Escape(text)}' has the placeholder '{{{TextEscaping.Escape(written)}}}'; pad a number "
                    + $"with 1 to {NamePattern.MaxWidth} zeros, as in {{number:000}}"
            );
    }
}

/// <summary>Kind of a <see cref="NameSegment"/>.</summary>
internal enum NamePlaceholder
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
