namespace Scalewright.Providers.AutoScaling.Filters;

/// <summary>One filter of a request.</summary>
internal sealed class Filter
{
    private readonly Wildcard[] _wildcards;

    /// <param name="values">Values, one of which must match.</param>
    public Filter(string name, IReadOnlyList<string> values)
    {
        (Name, Values) = (name, values);
        _wildcards = [.. values.Select(value => new Wildcard(value))];
    }

    /// <summary>Name of the filter.</summary>
    public string Name { get; }

    /// <summary>Values as they came.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>Tells whether a text matches one of the values.</summary>
    public bool Matches(string text) => _wildcards.Any(wildcard => wildcard.IsMatch(text));
}

/// <summary>
/// A value of a filter: <c>*</c> stands for any characters, <c>?</c> for one or none, and a backslash takes the meaning
/// from what follows it. Letters count in their case.
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
            index += isEscape ? 1 : 0;
            parts.Add(new Part(pattern[index], isEscape ? Kind.Literal : KindOf(pattern[index])));
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

    /// <summary>Tells whether a text matches. Takes at most the product of both lengths in steps.</summary>
    public bool IsMatch(string text)
    {
        if (_parts is null)
        {
            return text == _literal;
        }

        // Where in the text the parts so far can end.
        bool[] ends = new bool[text.Length + 1];
        ends[0] = true;
        foreach (Part part in _parts)
        {
            Advance(ends, part, text);
        }

        return ends[^1];
    }

    private static Kind KindOf(char character) => character switch
    {
        '*' => Kind.AnyText,
        '?' => Kind.AtMostOne,
        _ => Kind.Literal,
    };

    private static void Advance(bool[] ends, Part part, string text)
    {
        bool before = ends[0];
        ends[0] = before && part.Kind != Kind.Literal;
        for (int end = 1; end < ends.Length; end++)
        {
            bool here = ends[end];
            ends[end] = part.Kind switch
            {
                Kind.AnyText => here || ends[end - 1],
                Kind.AtMostOne => here || before,
                _ => before && text[end - 1] == part.Character,
            };
            before = here;
        }
    }

    private readonly record struct Part(char Character, Kind Kind);
}
