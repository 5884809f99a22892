using Scalewright.Agents.Services;

namespace Scalewright.Agents.BuiltIn;

/// <summary>Reads what a node is, from its files and programs alone.</summary>
internal sealed class HostFactsService(ServiceContext context) : IHostFacts
{
    public async Task<HostFacts> ReadAsync(CancellationToken cancellationToken)
    {
        string processors = await NodeText.FileAsync(context, "/proc/cpuinfo", cancellationToken);
        string memory = await NodeText.FileAsync(context, "/proc/meminfo", cancellationToken);
        string system = await NodeText.FileAsync(context, "/etc/os-release", cancellationToken);
        return new HostFacts
        {
            HostName = await NodeText.ProgramAsync(context, ["hostname"], cancellationToken),
            Architecture = await NodeText.ProgramAsync(context, ["uname", "-m"], cancellationToken),
            Kernel = (await NodeText.FileAsync(context, "/proc/sys/kernel/osrelease", cancellationToken)).Trim(),
            System = NodeText.Value(system, "PRETTY_NAME", '='),
            CpuVendor = NodeText.Value(processors, "vendor_id", ':'),
            CpuModel = NodeText.Value(processors, "model name", ':'),
            Cpus = processors.Split('\n').Count(static line => line.StartsWith("processor", StringComparison.Ordinal)),
            MemoryMiB = NodeText.MebibytesOf(NodeText.Value(memory, "MemTotal", ':')) ?? 0,
        };
    }
}
