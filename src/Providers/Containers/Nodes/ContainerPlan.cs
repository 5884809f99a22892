using Docker.DotNet.Models;
using Scalewright.Providers.Containers.Networks;
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
        NodeSpec node,
        ResourceTag tag,
        ValueList<NodeEndpoint> endpoints,
        DateTimeOffset createdAt,
        ContainersOptions options
    )
    {
        Dictionary<string, string> labels = ContainerTags.CreateLabels(tag, createdAt);
        labels[ContainerTags.NetworksLabel] = NodeEndpoint.Write(endpoints);
        HostConfig limits = CreateLimits(node.Hardware, options);
        limits.NetworkMode = endpoints[0].Network;
        return new CreateContainerParameters
        {
            Name = ContainerTags.GetName(tag),
            Image = GetImage(node, options),
            Hostname = node.Name[..Math.Min(node.Name.Length, MaxHostLength)],
            Entrypoint = [.. AgentImage.GetMainCommand(node.Name)],
            Cmd = [],
            // The agent needs its private folder.
            User = "0:0",
            Env = [$"SCALEWRIGHT_NODE_NAME={node.Name}"],
            Labels = labels,
            // Requests that stop the container cannot carry 0.
            StopTimeout = TimeSpan.Zero,
            WorkingDir = options.DiskMiB is null ? "" : options.DataFolder,
            HostConfig = limits,
            NetworkingConfig = new NetworkingConfig
            {
                EndpointsConfig = new Dictionary<string, EndpointSettings>(StringComparer.Ordinal)
                {
                    [endpoints[0].Network] = endpoints[0].ToSettings(node.Name),
                },
            },
        };
    }

    private static HostConfig CreateLimits(NodeHardware hardware, ContainersOptions options)
    {
        HostConfig limits = new() { PidsLimit = MaxProcesses };
        if (options.EnforcesLimits)
        {
            limits.NanoCPUs = hardware.Cpus * NanosPerCpu;
            limits.Memory = hardware.MemoryMiB * MiB;
        }

        if (options.DiskMiB is { } size)
        {
            limits.Tmpfs = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [options.DataFolder] = string.Create(CultureInfo.InvariantCulture, $"rw,exec,size={size}m,mode=0755"),
            };
        }

        return limits;
    }
}
