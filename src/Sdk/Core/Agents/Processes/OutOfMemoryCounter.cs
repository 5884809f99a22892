namespace Scalewright.Agents.Processes;

/// <summary>Counts programs killed by the kernel for lack of memory: SIGKILL does not show its sender.</summary>
internal sealed class OutOfMemoryCounter(ValueList<string> files)
{
    private const string Word = "oom_kill ";

    /// <summary>Returns the counter files of this process's cgroup and of the machine that exist.</summary>
    public static ValueList<string> FindFiles() => OwnGroups()
        .SelectMany(group =>
            new[] { $"/sys/fs/cgroup{group}/memory.events", $"/sys/fs/cgroup/memory{group}/memory.oom_control" })
        .Append("/proc/vmstat")
        .Where(File.Exists)
        .ToValueList();

    public long Read() => files.Sum(ReadFile);

    private static string[] OwnGroups()
    {
        try
        {
            // cgroups(7): hierarchy:controllers:path, without controllers in version 2.
            return [.. File.ReadAllLines("/proc/self/cgroup")
                .Select(line => line.Split(':', 3))
                .Where(parts => parts is [_, "" or "memory", _])
                .Select(parts => parts[2].TrimEnd('/'))];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // An unreadable counter counts 0, for example without free descriptors. The kill is then reported as a plain kill.
    private static long ReadFile(string path)
    {
        try
        {
            string? line = File.ReadLines(path).FirstOrDefault(line => line.StartsWith(Word, StringComparison.Ordinal));
            return long.TryParse(line?[Word.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out long count)
                ? count
                : 0;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
