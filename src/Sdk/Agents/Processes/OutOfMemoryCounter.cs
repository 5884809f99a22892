namespace Scalewright.Agents.Processes;

/// <summary>Counts programs killed by the kernel for lack of memory. SIGKILL alone does not show the cause.</summary>
internal sealed class OutOfMemoryCounter(ValueList<string> files)
{
    private const string EntryName = "oom_kill ";

    /// <summary>Returns the counter files of this process's cgroup and of the machine that exist.</summary>
    public static ValueList<string> FindFiles() =>
        FindOwnGroups()
            .SelectMany(group => new[] { $"/sys/fs/cgroup{group}/memory.events", $"/sys/fs/cgroup/memory{group}/memory.oom_control" })
            .Append("/proc/vmstat")
            .Where(File.Exists)
            .ToValueList();

    /// <summary>Returns the sum of all counters. Only a change between two readings has a meaning: several files may count
    /// the same kill, and one of another program of the machine counts as well.</summary>
    public long Read() => files.Sum(ReadFile);

    private static string[] FindOwnGroups()
    {
        try
        {
            // cgroups(7): hierarchy:controllers:path, without controllers in version 2.
            return
            [
                .. File.ReadAllLines("/proc/self/cgroup")
                    .Select(line => line.Split(':', 3))
                    .Where(parts => parts is [_, "" or "memory", _])
                    .Select(parts => parts[2].TrimEnd('/')),
            ];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The counters of the machine remain.
            return [];
        }
    }

    // A counter that cannot be read, for example because no descriptor is free, counts as 0. The program is then
    // reported as killed, without the cause.
    private static long ReadFile(string path)
    {
        try
        {
            string? entry = File.ReadLines(path).FirstOrDefault(line => line.StartsWith(EntryName, StringComparison.Ordinal));
            return long.TryParse(entry?[EntryName.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out long count) ? count : 0;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
