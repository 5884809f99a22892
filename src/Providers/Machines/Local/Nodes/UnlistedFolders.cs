namespace Scalewright.Providers.Local.Nodes;

/// <summary>Folders of nodes in creation or removal, which are not listed: <c>.ID.PROCESS.NUMBER</c>.</summary>
internal static class UnlistedFolders
{
    private const int ProcessPart = 2;

    private static int _count;

    /// <summary>Returns a new name for this process.</summary>
    public static string PathOf(string nodes, string id) =>
        Path.Join(nodes, string.Create(
            CultureInfo.InvariantCulture, $".{id}.{Environment.ProcessId}.{Interlocked.Increment(ref _count)}"));

    public static bool IsOne(string name) => name.StartsWith('.');

    /// <summary>
    /// True if the process of the name has exited. If its process ID is in use again, the folder stays until that
    /// process has exited too.
    /// </summary>
    public static bool IsAbandoned(string name) =>
        IsOne(name)
        && name.Split('.') is { Length: > ProcessPart } parts
        && int.TryParse(parts[ProcessPart], NumberStyles.None, CultureInfo.InvariantCulture, out int process)
        && !Directory.Exists($"/proc/{process}");
}
