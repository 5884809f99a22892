namespace Scalewright.Providers.Simulation.Models;

/// <summary>Paths on a simulated disk: names with a slash between, no dots to climb.</summary>
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

    /// <summary>Whether a path is names alone, so that it need not be taken apart.</summary>
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

    /// <summary>Whether a path is that of an entry of a folder, both normal.</summary>
    public static bool IsIn(string path, string folder) =>
        path.Length > 0 && path.LastIndexOf('/') == (folder.Length == 0 ? -1 : folder.Length) && path.StartsWith(folder, StringComparison.Ordinal);

    public static string FolderOf(string path) => path.LastIndexOf('/') is var slash and >= 0 ? path[..slash] : "";
}
