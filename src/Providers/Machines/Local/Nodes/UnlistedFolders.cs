namespace Scalewright.Providers.Local.Nodes;

/// <summary>Folders of nodes that are not listed yet, or no longer, since they are just being made or removed: <c>.ID.PROCESS.NUMBER</c>.</summary>
internal static class UnlistedFolders
{
    private const int ProcessPart = 2;

    private static int _count;

    /// <summary>A new name, of this process.</summary>
    public static string PathOf(string nodes, string id) =>
        Path.Join(nodes, string.Create(CultureInfo.InvariantCulture, $".{id}.{Environment.ProcessId}.{Interlocked.Increment(ref _count)}"));

    public static bool IsOne(string name) => name.StartsWith('.');

    /// <summary>Whether its process has ended. Another process may have its number by now: then the folder stays until that one has ended, too.</summary>
    public static bool IsAbandoned(string name) =>
        IsOne(name) && name.Split('.') is { Length: > ProcessPart } parts && int.TryParse(parts[ProcessPart], NumberStyles.None, CultureInfo.InvariantCulture, out int process)
        && !Directory.Exists($"/proc/{process}");
}
