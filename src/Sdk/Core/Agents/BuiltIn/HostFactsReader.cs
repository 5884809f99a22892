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
        };
    }
}
