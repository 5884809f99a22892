namespace Scalewright.Agents.BuiltIn;

/// <param name="file">Returns the content of a file; empty if it cannot be read.</param>
/// <param name="program">Returns the trimmed output of a program; empty if it fails.</param>
internal sealed class HostFactsReader(Func<string, Task<string>> file, Func<ValueList<string>, Task<string>> program)
{
    public async Task<HostFacts> ReadAsync()
    {
        string processors = await file("/proc/cpuinfo");
        string memory = await file("/proc/meminfo");
        string system = await file("/etc/os-release");
        string[] disk = ParseDisk(await program(["df", "-P", "-k", "/"]));
        return new HostFacts
        {
            HostName = await program(["hostname"]),
            Architecture = await program(["uname", "-m"]),
            KernelVersion = (await file("/proc/sys/kernel/osrelease")).Trim(),
            OperatingSystem = NodeFactsSource.Value(system, "PRETTY_NAME", '='),
            CpuVendor = NodeFactsSource.Value(processors, "vendor_id", ':'),
            CpuModel = NodeFactsSource.Value(processors, "model name", ':'),
            Cpus = processors.Split('\n').Count(static line => line.StartsWith("processor", StringComparison.Ordinal)),
            MemoryMiB = NodeFactsSource.ParseMebibytes(NodeFactsSource.Value(memory, "MemTotal", ':')) ?? 0,
            DiskMiB = NodeFactsSource.ParseMebibytes(disk[0]) ?? 0,
            FreeDiskMiB = NodeFactsSource.ParseMebibytes(disk[1]) ?? 0,
            DiskPercent = int.TryParse(disk[2].TrimEnd('%'), CultureInfo.InvariantCulture, out int used) ? used : 0,
        };
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
}
