using Docker.DotNet.Models;
using NodeHardware = Scalewright.Topologies.NodeHardware;
using NodeSpec = Scalewright.Topologies.NodeSpec;

namespace Scalewright.Providers.Containers.Nodes;

/// <summary>Request that creates the container of a node.</summary>
internal static class ContainerPlan
{
    private const long MiB = 1024 * 1024;
    private const long NanosPerCpu = 1_000_000_000;
    private const long MaxProcesses = 4096;

    // sethostname(2) on Linux.
    private const int MaxHostLength = 64;

    private static readonly string DefaultImage = new NodeHardware().Image;

    public static string GetImage(NodeSpec node, ContainersOptions options) =>
        node.Hardware.Image == DefaultImage ? options.Image : node.Hardware.Image;

    public static CreateContainerParameters Create(
        NodeSpec node, ResourceTag tag, DateTimeOffset createdAt, ContainersOptions options) => new()
        {
            Name = ContainerTags.GetName(tag),
            Image = GetImage(node, options),
            Hostname = node.Name[..Math.Min(node.Name.Length, MaxHostLength)],
            Entrypoint = [.. AgentImage.GetMainCommand(node.Name)],
            Cmd = [],
            // The agent needs its private folder.
            User = "0:0",
            Env = [$"SCALEWRIGHT_NODE_NAME={node.Name}"],
            Labels = ContainerTags.CreateLabels(tag, createdAt),
            // Requests that stop the container cannot carry 0.
            StopTimeout = TimeSpan.Zero,
            HostConfig = CreateLimits(node.Hardware, options.EnforcesLimits),
        };

    private static HostConfig CreateLimits(NodeHardware hardware, bool areEnforced)
    {
        HostConfig limits = new() { PidsLimit = MaxProcesses };
        if (areEnforced)
        {
            limits.NanoCPUs = hardware.Cpus * NanosPerCpu;
            limits.Memory = hardware.MemoryMiB * MiB;
        }

        return limits;
    }
}
