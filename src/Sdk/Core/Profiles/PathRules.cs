namespace Scalewright.Profiles;

/// <summary>What a path of a profile may look like.</summary>
internal static class PathRules
{
    /// <summary>Says what is wrong with a path; null when nothing is.</summary>
    /// <param name="path">The path as written.</param>
    /// <param name="allowExternal">True when it may lead out of the profile's folder, as for what the backend holds.</param>
    public static string? FindFault(string path, bool allowExternal)
    {
        if (path.Length == 0)
        {
            return "it is empty";
        }

        if (path.Any(char.IsControl))
        {
            return "it has a control character";
        }

        return path switch
        {
            ['~', ..] => "it starts with '~'",
            _ when path.Contains('\\', StringComparison.Ordinal) => "it has a backslash",
            _ when HasScheme(path, allowExternal) => "it is an address, not a path",
            _ when !allowExternal && !StaysBelow(path) => "it leads out of the profile's folder",
            _ => null,
        };
    }

    /// <summary>A name with a tag, as in <c>ubuntu:22.04</c>, is no address where the backend knows what it means.</summary>
    private static bool HasScheme(string path, bool allowTag)
    {
        int colon = path.IndexOf(':', StringComparison.Ordinal);
        bool isScheme = colon > 0 && char.IsAsciiLetter(path[0])
            && path.AsSpan(0, colon).IndexOfAnyExcept(SchemeCharacters) < 0;
        return isScheme && (!allowTag || path.AsSpan(colon + 1).StartsWith("/"));
    }

    // RFC 3986, section 3.1.
    private static readonly System.Buffers.SearchValues<char> SchemeCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-.");

    private static bool StaysBelow(string path)
    {
        if (path[0] == '/')
        {
            return false;
        }

        int depth = 0;
        foreach (Range part in path.AsSpan().Split('/'))
        {
            depth += path.AsSpan(part) switch
            {
                ".." => -1,
                "." or "" => 0,
                _ => 1,
            };
            if (depth < 0)
            {
                return false;
            }
        }

        return depth > 0;
    }
}
