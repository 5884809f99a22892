namespace Scalewright.Agents.Processes;

/// <summary>How many programs the kernel has killed for want of memory: a signal 9 does not say who sent it.</summary>
internal sealed class OutOfMemoryCounter(ValueList<string> files)
{
    private const string Word = "oom_kill ";

    /// <summary>The counters of this process's cgroup and of the machine; those that are not there are left out.</summary>
    public static ValueList<string> FindFiles() => OwnGroups()
        .SelectMany(group => new[] { $"/sys/fs/cgroup{group}/memory.events", $"/sys/fs/cgroup/memory{group}/memory.oom_control" })
        .Append("/proc/vmstat")
        .Where(File.Exists)
        .ToValueList();

    /// <summary>The sum of the counters that can be read now.</summary>
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

    // One that cannot be read, for want of descriptors perhaps, counts nothing: then a kill is told as a kill.
    private static long ReadFile(string path)
    {
        try
        {
            string? line = File.ReadLines(path).FirstOrDefault(line => line.StartsWith(Word, StringComparison.Ordinal));
            return long.TryParse(line?[Word.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out long count) ? count : 0;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
