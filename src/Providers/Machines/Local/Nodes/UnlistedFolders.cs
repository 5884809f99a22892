namespace Scalewright.Providers.Local.Nodes;

/// <summary>
/// Folders of nodes that are being created or removed, and are not listed: <c>.ID.PROCESS.NUMBER</c>.
/// </summary>
internal static class UnlistedFolders
{
    private const int ProcessPart = 2;

    private static int _count;

    /// <summary>Returns the path of a new folder for this process.</summary>
    public static string CreatePath(string nodes, string id) =>
        Path.Join(nodes, string.Create(CultureInfo.InvariantCulture, $".{id}.{Environment.ProcessId}.{Interlocked.Increment(ref _count)}"));

    public static bool IsOne(string name) => name.StartsWith('.');

    /// <summary>
    /// Returns true if the process in the name has exited. If its ID has been reused, the folder remains until that
    /// process exits too.
    /// </summary>
    public static bool IsAbandoned(string name) =>
        IsOne(name)
        && name.Split('.') is { Length: > ProcessPart } parts
        && int.TryParse(parts[ProcessPart], NumberStyles.None, CultureInfo.InvariantCulture, out int process)
        && !Directory.Exists($"/proc/{process}");
}
