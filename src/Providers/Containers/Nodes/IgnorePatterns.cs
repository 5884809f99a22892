namespace Scalewright.Providers.Containers.Nodes;

/// <summary>
/// Patterns of a <c>.dockerignore</c> file (Dockerfile reference, "dockerignore file"): the last one that matches a
/// path or one of its folders applies.
/// </summary>
internal sealed class IgnorePatterns
{
    private readonly List<(string[] Parts, bool IsException)> _patterns = [];

    public static IgnorePatterns Parse(IEnumerable<string> lines)
    {
        IgnorePatterns patterns = new();
        foreach (string line in lines.Where(line => !line.StartsWith('#')))
        {
            string text = line.Trim();
            bool isException = text.StartsWith('!');
            string pattern = isException ? text[1..] : text;
            string[] parts = [.. pattern.Trim().Split('/').Where(part => part is not ("" or "."))];
            if (parts.Length > 0)
            {
                patterns._patterns.Add((parts, isException));
            }
        }

        return patterns;
    }

    /// <param name="path">Relative path with <c>/</c> between its parts.</param>
    public bool Ignores(string path)
    {
        string[] parts = path.Split('/');
        bool isIgnored = false;
        foreach ((string[] pattern, bool isException) in _patterns)
        {
            if (isIgnored == isException && Enumerable.Range(1, parts.Length).Any(length => Matches(pattern, parts.AsSpan(0, length))))
            {
                isIgnored = !isException;
            }
        }

        return isIgnored;
    }

    private static bool Matches(ReadOnlySpan<string> pattern, ReadOnlySpan<string> path)
    {
        if (pattern.IsEmpty)
        {
            return path.IsEmpty;
        }

        if (pattern[0] == "**")
        {
            return Matches(pattern[1..], path) || (!path.IsEmpty && Matches(pattern, path[1..]));
        }

        return !path.IsEmpty && MatchesPart(pattern[0], path[0]) && Matches(pattern[1..], path[1..]);
    }

    // Go, path/filepath.Match.
    private static bool MatchesPart(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        if (pattern.IsEmpty)
        {
            return text.IsEmpty;
        }

        switch (pattern[0])
        {
            case '*':
                return MatchesPart(pattern[1..], text) || (!text.IsEmpty && MatchesPart(pattern, text[1..]));
            case '?':
                return !text.IsEmpty && MatchesPart(pattern[1..], text[1..]);
            case '[' when pattern.IndexOf(']') is > 1 and var end:
                return !text.IsEmpty && IsInSet(pattern[1..end], text[0]) && MatchesPart(pattern[(end + 1)..], text[1..]);
            case '\\' when pattern.Length > 1:
                return !text.IsEmpty && text[0] == pattern[1] && MatchesPart(pattern[2..], text[1..]);
            default:
                return !text.IsEmpty && text[0] == pattern[0] && MatchesPart(pattern[1..], text[1..]);
        }
    }

    private static bool IsInSet(ReadOnlySpan<char> set, char character)
    {
        bool isNegated = set[0] == '^';
        ReadOnlySpan<char> rest = isNegated ? set[1..] : set;
        bool isIn = false;
        while (!rest.IsEmpty)
        {
            bool isRange = rest.Length > 2 && rest[1] == '-';
            isIn |= isRange ? character >= rest[0] && character <= rest[2] : character == rest[0];
            rest = rest[(isRange ? 3 : 1)..];
        }

        return isIn != isNegated;
    }
}
