namespace Scalewright.Topologies.Storage;

/// <summary>Host names that differ only in the number of the node: prefix, padding, suffix.</summary>
internal readonly record struct NumberedName(string Before, int Width, string After)
{
    private const string PlaceholderStart = "{number";
    private const int MaxDigits = 11;

    /// <summary>
    /// Returns the pattern of a node's name. Null if the name does not contain the node's number, or contains braces.
    /// </summary>
    public static NumberedName? From(NodeSpec node)
    {
        if (node.Name.AsSpan().ContainsAny('{', '}'))
        {
            return null;
        }

        string digits = node.Number.ToString(CultureInfo.InvariantCulture);
        int at = node.Name.LastIndexOf(digits, StringComparison.Ordinal);
        if (at < 0 || node.Number < 0)
        {
            return null;
        }

        int start = at;
        while (start > 0 && node.Name[start - 1] == '0')
        {
            start--;
        }

        int width = start == at ? 0 : digits.Length + at - start;
        return new NumberedName(node.Name[..start], width, node.Name[(at + digits.Length)..]);
    }

    public static NumberedName? Parse(string text)
    {
        int open = text.IndexOf(PlaceholderStart, StringComparison.Ordinal);
        int close = open < 0 ? -1 : text.IndexOf('}', open);
        if (close < 0)
        {
            return null;
        }

        ReadOnlySpan<char> padding = text.AsSpan()[(open + PlaceholderStart.Length)..close];
        bool isPattern =
            padding.IsEmpty
            || (padding[0] == ':' && padding.Length is > 1 and <= NamePattern.MaxWidth + 1 && padding[1..].Trim('0').IsEmpty);
        return isPattern ? new NumberedName(text[..open], Math.Max(padding.Length - 1, 0), text[(close + 1)..]) : null;
    }

    public string At(int number) => Before + number.ToString("D" + Math.Max(Width, 1), CultureInfo.InvariantCulture) + After;

    /// <summary>Returns true if <see cref="At"/> returns this name. Does not allocate.</summary>
    public bool Matches(ReadOnlySpan<char> name, int number)
    {
        Span<char> digits = stackalloc char[MaxDigits];
        if (name.Length < Before.Length + After.Length || !number.TryFormat(digits, out int count, default, CultureInfo.InvariantCulture))
        {
            return false;
        }

        ReadOnlySpan<char> inside = name[Before.Length..^After.Length];
        return inside.Length == Math.Max(Width, count)
            && inside.EndsWith(digits[..count])
            && !inside[..^count].ContainsAnyExcept('0')
            && name.StartsWith(Before)
            && name.EndsWith(After);
    }

    /// <summary>Returns the pattern as written: <c>web-{number:000}</c>.</summary>
    public override string ToString() => $"{Before}{PlaceholderStart}{(Width > 0 ? ":" + new string('0', Width) : "")}}}{After}";
}
