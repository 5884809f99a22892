namespace Scalewright.Providers.Simulation.Models;

/// <summary>Paths on a simulated disk: names separated by slashes, without dot segments.</summary>
internal static class DiskPath
{
    public static string Normalize(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (IsNormal(path))
        {
            return path;
        }

        string[] names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (names.Any(name => name is "." or ".."))
        {
            throw new ArgumentException($"The path '{path}' has a relative part; use names only.", nameof(path));
        }

        return string.Join('/', names);
    }

    /// <summary>Returns true if a path needs no normalization.</summary>
    public static bool IsNormal(ReadOnlySpan<char> path)
    {
        if (path.IsEmpty)
        {
            return true;
        }

        foreach (Range part in path.Split('/'))
        {
            if (path[part] is "" or "." or "..")
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Returns true if a normalized path is that of a direct entry of a normalized folder.</summary>
    public static bool IsDirectlyIn(string path, string folder) =>
        path.Length > 0 && path.AsSpan(0, Math.Max(path.LastIndexOf('/'), 0)).SequenceEqual(folder);

    public static string GetFolder(string path) => path.LastIndexOf('/') is var slash and >= 0 ? path[..slash] : "";
}
