namespace Scalewright.Providers.Simulation.Models;

/// <summary>Paths on a simulated disk: names with a slash between, no dots to climb.</summary>
internal static class DiskPath
{
    public static string Normalize(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string[] names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (names.Any(name => name is "." or ".."))
        {
            throw new ArgumentException($"The path '{path}' has a relative part; use names only.", nameof(path));
        }

        return string.Join('/', names);
    }

    public static string FolderOf(string path) => path.LastIndexOf('/') is var slash and >= 0 ? path[..slash] : "";
}
