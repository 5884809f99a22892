namespace Scalewright.Agents.BuiltIn;

/// <summary>Reads what a node is, from its files and programs alone.</summary>
/// <param name="file">Gives the content of a file; empty when it cannot be read.</param>
/// <param name="program">Gives what a program prints, without spaces around it; empty when it fails.</param>
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
            Kernel = (await file("/proc/sys/kernel/osrelease")).Trim(),
            System = NodeText.Value(system, "PRETTY_NAME", '='),
            CpuVendor = NodeText.Value(processors, "vendor_id", ':'),
            CpuModel = NodeText.Value(processors, "model name", ':'),
            Cpus = processors.Split('\n').Count(static line => line.StartsWith("processor", StringComparison.Ordinal)),
            MemoryMiB = NodeText.MebibytesOf(NodeText.Value(memory, "MemTotal", ':')) ?? 0,
        };
    }
}
