namespace Scalewright.Agents.BuiltIn;

/// <summary>Facts about a node. Unknown facts are empty or 0, for example in a simulation.</summary>
public sealed record HostFacts
{
    /// <summary>Host name.</summary>
    public string HostName { get; init; } = "";

    /// <summary>Processor architecture, for example <c>x86_64</c>.</summary>
    public string Architecture { get; init; } = "";

    /// <summary>Kernel version.</summary>
    public string KernelVersion { get; init; } = "";

    /// <summary>Operating system, for example <c>Debian GNU/Linux 12 (bookworm)</c>.</summary>
    public string OperatingSystem { get; init; } = "";

    /// <summary>Processor vendor, for example <c>GenuineIntel</c>.</summary>
    public string CpuVendor { get; init; } = "";

    /// <summary>Processor model.</summary>
    public string CpuModel { get; init; } = "";

    /// <summary>Number of processors.</summary>
    public int Cpus { get; init; }

    /// <summary>Memory in MiB.</summary>
    public long MemoryMiB { get; init; }

    /// <summary>Size of the file system of <c>/</c> in MiB.</summary>
    public long DiskMiB { get; init; }

    /// <summary>Space of that file system that programs without root permissions can use, in MiB.</summary>
    public long FreeDiskMiB { get; init; }

    /// <summary>Used share of that file system in percent, rounded up as by <c>df</c>.</summary>
    public int DiskPercent { get; init; }

    /// <summary>Reads the facts of a Linux machine from its files and programs.</summary>
    /// <param name="readFile">Returns the content of a file; empty if it cannot be read.</param>
    /// <param name="runProgram">Returns the trimmed output of a program; empty if it fails.</param>
    public static async Task<HostFacts> ReadAsync(Func<string, Task<string>> readFile, Func<ValueList<string>, Task<string>> runProgram)
    {
        ArgumentNullException.ThrowIfNull(readFile);
        ArgumentNullException.ThrowIfNull(runProgram);
        string processors = await readFile("/proc/cpuinfo");
        string memory = await readFile("/proc/meminfo");
        string system = await readFile("/etc/os-release");
        string[] disk = ParseDisk(await runProgram(["df", "-P", "-k", "/"]));
        return new HostFacts
        {
            HostName = await runProgram(["hostname"]),
            Architecture = await runProgram(["uname", "-m"]),
            KernelVersion = (await readFile("/proc/sys/kernel/osrelease")).Trim(),
            OperatingSystem = FindValue(system, "PRETTY_NAME", '='),
            CpuVendor = FindValue(processors, "vendor_id", ':'),
            CpuModel = FindValue(processors, "model name", ':'),
            Cpus = processors.Split('\n').Count(static line => line.StartsWith("processor", StringComparison.Ordinal)),
            MemoryMiB = FindMemory(memory, "MemTotal") ?? 0,
            DiskMiB = ParseMebibytes(disk[0]) ?? 0,
            FreeDiskMiB = ParseMebibytes(disk[1]) ?? 0,
            DiskPercent = int.TryParse(disk[2].TrimEnd('%'), CultureInfo.InvariantCulture, out int used) ? used : 0,
        };
    }

    /// <summary>Returns a value of the file <c>/proc/meminfo</c> in MiB; null if it has none.</summary>
    /// <param name="content">Content of the file.</param>
    /// <param name="key">Name of the value, for example <c>MemAvailable</c>.</param>
    public static long? FindMemory(string content, string key)
    {
        ArgumentNullException.ThrowIfNull(content);
        return ParseMebibytes(FindValue(content, key, ':'));
    }

    // https://pubs.opengroup.org/onlinepubs/9699919799/utilities/df.html: a header, then name, blocks, used, available,
    // percentage and mount point. A name may contain blanks.
    private static string[] ParseDisk(string output)
    {
        const int Blocks = 5,
            Available = 3,
            Percentage = 2;
        string[] fields = output.Split('\n')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > Blocks ? [fields[^Blocks], fields[^Available], fields[^Percentage]] : ["", "", ""];
    }

    // The value of the first line with the key before the separator; empty without such a line.
    private static string FindValue(string text, string key, char separator) =>
        text.Split('\n')
            .Select(line => line.Split(separator, 2))
            .Where(parts => parts.Length == 2 && parts[0].Trim() == key)
            .Select(static parts => parts[1].Trim().Trim('"'))
            .FirstOrDefault()
        ?? "";

    // Converts a value like "16384000 kB" to MiB; null if it is not a number.
    private static long? ParseMebibytes(string value) =>
        long.TryParse(value.Split(' ')[0], CultureInfo.InvariantCulture, out long kibibytes) ? kibibytes / 1024 : null;
}
