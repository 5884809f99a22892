using Scalewright.Documents;

namespace Scalewright.Topologies.Storage;

internal static class TopologyDocument
{
    private static readonly DocumentList NoFiles = new([]);

    public static DocumentMap Of(Topology topology)
    {
        ArgumentNullException.ThrowIfNull(topology);
        return new Fields()
            .Add("schema", TopologyWriter.Schema)
            .Add("name", topology.Name)
            .Add("networks", new DocumentList(topology.Networks.Values.Select(Of)))
            .Add("groups", new DocumentList(topology.Groups.Values.Select(Of)))
            .ToMap();
    }

    public static DocumentMap Of(NetworkSpec network) => new Fields()
        .Add("name", network.Name)
        .Add("subnet", network.Subnet.ToString())
        .Add("gateway", network.Gateway)
        .Add("next", network.Next)
        .Add("used", network.Used)
        .ToMap();

    /// <summary>Converts a single node with its shared properties, name, number and containers.</summary>
    public static DocumentMap Of(NodeSpec node) => FieldsOfKind(node)
        .Add("name", node.Name)
        .Add("number", node.Number)
        .Add("containers", node.ContainerCount)
        .Add("first_container", node.FirstContainer)
        .ToMap();

    public static DocumentMap Of(NodeGroup group)
    {
        NodeRuns runs = NodeRuns.Of(group.Nodes);
        return new Fields()
            .Add("name", group.Name)
            .Add("plugin", group.Plugin)
            .Add("labels", Fields.Texts(group.Labels))
            .Add("containers", Of(group.Containers))
            .Add("kinds", new DocumentList(runs.Kinds.Select(kind => FieldsOfKind(kind).ToMap())))
            .Add("nodes", new DocumentList(runs.Runs.Select(Of)))
            .ToMap();
    }

    private static DocumentMap Of(ContainerRule rule) => new Fields()
        .Add("cpus", rule.Cpus)
        .Add("memory_mib", rule.MemoryMiB)
        .Add("rootfs", rule.RootFs)
        .Add("volumes", Of(rule.Volumes))
        .Add("roles", new DocumentList(rule.Roles.Select(Of)))
        .ToMap();

    private static DocumentMap Of(ContainerRole role) => new Fields()
        .Add("name", role.Name.Text)
        .Add("links", new DocumentList(role.Links.Select(Of)))
        .Add("gateway", role.Gateway)
        .Add("volumes", Of(role.Volumes))
        .ToMap();

    private static DocumentMap Of(LinkRule link)
    {
        Fields fields = new Fields()
            .Add("network", link.Network.Text)
            .Add("subnet", link.Addresses.Subnet.ToString())
            .Add("first", link.Addresses.First)
            .Add("reserved", link.Addresses.Reserved);
        return (link.Addresses.IsFixed ? fields.Add("fixed", new DocumentScalar(ScalarKind.Boolean, "true")) : fields).ToMap();
    }

    private static DocumentList Of(ValueList<VolumeRule> volumes) => new(volumes.Select(volume => new Fields()
        .Add("container", volume.Container)
        .Add("node", volume.Node.Text)
        .ToMap()));

    private static Fields FieldsOfKind(NodeSpec node) => new Fields()
        .Add("hardware", Of(node.Hardware))
        .Add("cloud", node.Cloud.Length > 0 ? node.Cloud : null)
        .Add("health", node.Health == NodeHealth.Failed ? "failed" : null)
        .Add("labels", node.Labels)
        .Add("annotations", node.Annotations)
        .Add("startup_commands", node.StartupCommands)
        .Add("start_scripts", node.StartScripts)
        .Add("files", node.Files.Count == 0 ? NoFiles
            : new DocumentList(node.Files.Select(file => new Fields().Add("source", file.Source).Add("destination", file.Destination).ToMap())));

    private static DocumentMap Of(NodeHardware hardware)
    {
        Fields fields = new Fields()
            .Add("image", hardware.Image)
            .Add("cpus", hardware.Cpus)
            .Add("memory_mib", hardware.MemoryMiB)
            .Add("os_type", hardware.OsType);
        if (hardware.Network is { } network)
        {
            fields.AddAlways("network", ForeignValue.Wrap(network));
        }

        if (hardware.Delay is { } delay)
        {
            fields.AddAlways("delay", ForeignValue.Wrap(delay));
        }

        return fields.ToMap();
    }

    private static DocumentMap Of(NodeRun run) => new Fields()
        .Add(run.Count == 1 ? "name" : "names", run.Count == 1 ? run.First.Name : run.Names.ToString())
        .Add("number", run.First.Number)
        .Add("count", run.Count)
        .Add("kind", run.Kind)
        .Add("containers", run.First.ContainerCount)
        .Add("first_container", run.First.FirstContainer)
        .ToMap();
}
