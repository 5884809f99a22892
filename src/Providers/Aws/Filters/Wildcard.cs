namespace Scalewright.Providers.AutoScaling.Filters;

/// <summary>
/// Pattern of a filter value: <c>*</c> matches any characters, <c>?</c> none or one, a backslash escapes the next
/// character. Case-sensitive.
/// </summary>
/// <remarks>Source: EC2 user guide, "List and filter using the CLI and API".</remarks>
internal sealed class Wildcard
{
    private readonly string _literal;
    private readonly List<Part>? _parts;

    public Wildcard(string pattern)
    {
        List<Part> parts = [];
        for (int index = 0; index < pattern.Length; index++)
        {
            bool isEscape = pattern[index] == '\\' && index + 1 < pattern.Length;
            if (isEscape)
            {
                index++;
            }

            parts.Add(new Part(pattern[index], isEscape ? Kind.Literal : GetKind(pattern[index])));
        }

        _parts = parts.TrueForAll(part => part.Kind == Kind.Literal) ? null : parts;
        _literal = string.Concat(parts.Select(part => part.Character));
    }

    private enum Kind
    {
        Literal,
        AnyText,
        AtMostOne,
    }

    /// <summary>Matches a text. The number of steps is at most the product of both lengths.</summary>
    public bool IsMatch(string text)
    {
        if (_parts is null)
        {
            return text == _literal;
        }

        // Positions in the text where a match of the parts so far can end.
        bool[] ends = new bool[text.Length + 1];
        ends[0] = true;
        foreach (Part part in _parts)
        {
            Advance(ends, part, text);
        }

        return ends[^1];
    }

    private static Kind GetKind(char character) =>
        character switch
        {
            '*' => Kind.AnyText,
            '?' => Kind.AtMostOne,
            _ => Kind.Literal,
        };

    private static void Advance(bool[] ends, Part part, string text)
    {
        // Any part but a literal also matches no character.
        bool previousEnd = ends[0];
        ends[0] = previousEnd && part.Kind != Kind.Literal;
        for (int end = 1; end < ends.Length; end++)
        {
            bool currentEnd = ends[end];
            ends[end] = part.Kind switch
            {
                Kind.AnyText => currentEnd || ends[end - 1],
                Kind.AtMostOne => currentEnd || previousEnd,
                _ => previousEnd && text[end - 1] == part.Character,
            };
            previousEnd = currentEnd;
        }
    }

    private readonly record struct Part(char Character, Kind Kind);
}
