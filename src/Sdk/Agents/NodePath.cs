namespace Scalewright.Agents;

/// <summary>Paths of files on nodes.</summary>
public static class NodePath
{
    private const int MaxPathLength = 4096;
    private const int MaxPathShown = 64;

    /// <summary>Checks that a path can name a file.</summary>
    /// <param name="path">Absolute path with at most 4,096 characters, without <c>/</c> at its end.</param>
    /// <exception cref="ArgumentException">The path names no file on any node.</exception>
    public static void Validate(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!IsValid(path))
        {
            string shown = path.Length > MaxPathShown ? $"{TextEscaping.Escape(path[..MaxPathShown])}..." : TextEscaping.Escape(path);
            throw new ArgumentException($"'{shown}' {GetFault(path)}.", nameof(path));
        }
    }

    /// <summary>Returns true if a path can name a file.</summary>
    /// <param name="path">Path on a node.</param>
    public static bool IsValid(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path.StartsWith('/')
            && !path.EndsWith('/')
            && !path.Contains('\0', StringComparison.Ordinal)
            && path.Length <= MaxPathLength
            && path.Split('/') is [.., not ("." or "..")];
    }

    private static string GetFault(string path) =>
        path switch
        {
            "/" => "is the root folder; name a file in it",
            { Length: > MaxPathLength } => $"is {path.Length} characters long; {MaxPathLength} are allowed",
            _ when path.Contains('\0', StringComparison.Ordinal) => "holds a zero character, which no path can have",
            _ when !path.StartsWith('/') => "is not an absolute file path; start it with '/'",
            _ when path.EndsWith('/') => "is a path of a folder; leave out the '/' at its end",
            _ => "is a path of a folder; name a file in it",
        };
}
