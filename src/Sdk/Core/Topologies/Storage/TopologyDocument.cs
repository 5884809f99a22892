using Scalewright.Documents;

namespace Scalewright.Topologies.Storage;

/// <summary>
/// Creates the stored form of topologies, groups, networks and nodes, which <see cref="TopologyFields"/> reads. Nodes
/// are stored as ranges of similar nodes. Resource tags contain digests of this form, so it must not change.
/// </summary>
internal static class TopologyDocument
{
    private static readonly DocumentList NoFiles = new([]);

    public static DocumentMap From(Topology topology)
    {
        ArgumentNullException.ThrowIfNull(topology);
        return new FieldWriter()
            .Add("schema", TopologyWriter.Schema)
            .Add("name", topology.Name)
            .Add("networks", new DocumentList(topology.DeclaredNetworks.Select(From)))
            .Add("groups", new DocumentList(topology.DeclaredGroups.Select(From)))
            .ToMap();
    }

    public static DocumentMap From(NetworkSpec network) =>
        new FieldWriter()
            .Add("name", network.Name)
            .Add("subnet", network.Subnet.ToString())
            .Add("gateway", network.Gateway)
            .Add("next", network.NextAddress)
            .Add("used", network.UsedAddressCount)
            .ToMap();

    /// <summary>Converts a single node with its shared properties, name, number and containers.</summary>
    public static DocumentMap From(NodeSpec node) => From(node, RawValue.Wrap);

    public static DocumentMap From(NodeGroup group) => From(group, RawValue.Wrap);

    /// <param name="wrap">Converts the values that the profile has as a tree: one of <see cref="RawValue"/>.</param>
    public static DocumentMap From(NodeSpec node, Func<DocumentNode, DocumentNode> wrap) =>
        FieldsOfKind(node, wrap)
            .Add("name", node.Name)
            .Add("number", node.Number)
            .Add("containers", node.ContainerCount)
            .Add("first_container", node.FirstContainerIndex)
            .ToMap();

    public static DocumentMap From(NodeGroup group, Func<DocumentNode, DocumentNode> wrap)
    {
        NodeRanges runs = NodeRanges.From(group.Nodes);
        return new FieldWriter()
            .Add("name", group.Name)
            .Add("plugin", group.Plugin)
            .Add("after", group.After)
            .Add("labels", FieldWriter.Texts(GroupFacts.ToLabels(group)))
            .Add("containers", From(group.ContainerLayout))
            .Add("kinds", new DocumentList(runs.Kinds.Select(kind => FieldsOfKind(kind, wrap).ToMap())))
            .Add("nodes", new DocumentList(runs.Runs.Select(From)))
            .ToMap();
    }

    private static DocumentMap From(ContainerLayout layout) =>
        new FieldWriter()
            .Add("cpus", layout.Cpus)
            .Add("memory_mib", layout.MemoryMiB)
            .Add("rootfs", layout.RootFs)
            .Add("volumes", From(layout.VolumeMounts))
            .Add("roles", new DocumentList(layout.Roles.Select(From)))
            .ToMap();

    private static DocumentMap From(ContainerRole role) =>
        new FieldWriter()
            .Add("name", role.Name.Text)
            .Add("links", new DocumentList(role.NetworkAttachments.Select(From)))
            .Add("gateway", role.Gateway)
            .Add("volumes", From(role.VolumeMounts))
            .ToMap();

    private static DocumentMap From(NetworkAttachment link)
    {
        FieldWriter fields = new FieldWriter()
            .Add("network", link.Network.Text)
            .Add("subnet", link.Addresses.Subnet.ToString())
            .Add("first", link.Addresses.First)
            .Add("reserved", link.Addresses.Reserved);
        return (link.Addresses.IsFixed ? fields.Add("fixed", new DocumentScalar(ScalarKind.Boolean, "true")) : fields).ToMap();
    }

    private static DocumentList From(ValueList<VolumeMount> volumes) =>
        new(volumes.Select(volume => new FieldWriter().Add("container", volume.ContainerPath).Add("node", volume.NodePath.Text).ToMap()));

    private static FieldWriter FieldsOfKind(NodeSpec node, Func<DocumentNode, DocumentNode> wrap) =>
        new FieldWriter()
            .Add("hardware", From(node.Hardware, wrap))
            .Add(
                "cloud",
                node.Cloud switch
                {
                    "" => null,
                    _ => node.Cloud,
                }
            )
            .Add(
                "health",
                node.Health switch
                {
                    NodeHealth.Failed => "failed",
                    _ => null,
                }
            )
            .Add("labels", node.Labels)
            .Add("annotations", node.Annotations)
            .Add("startup_commands", node.StartupCommands)
            .Add("start_scripts", node.StartupScripts)
            .Add("files", node.Files.Count == 0 ? NoFiles : new DocumentList(node.Files.Select(From)));

    private static DocumentMap From(FileInjection file) =>
        new FieldWriter().Add("source", file.Source).Add("destination", file.Destination).ToMap();

    private static DocumentMap From(NodeHardware hardware, Func<DocumentNode, DocumentNode> wrap)
    {
        FieldWriter fields = new FieldWriter()
            .Add("image", hardware.Image)
            .Add("cpus", hardware.Cpus)
            .Add("memory_mib", hardware.MemoryMiB)
            .Add("os_type", hardware.OsType);
        if (hardware.Network is { } network)
        {
            fields.AddAlways("network", wrap(network));
        }

        if (hardware.StartDelay is { } delay)
        {
            fields.AddAlways("delay", wrap(delay));
        }

        return fields.ToMap();
    }

    private static FieldWriter WriteName(NodeRange run) =>
        run.Count == 1 ? new FieldWriter().Add("name", run.First.Name) : new FieldWriter().Add("names", run.Names.ToString());

    private static DocumentMap From(NodeRange run) =>
        WriteName(run)
            .Add("number", run.First.Number)
            .Add("count", run.Count)
            .Add("kind", run.Kind)
            .Add("containers", run.First.ContainerCount)
            .Add("first_container", run.First.FirstContainerIndex)
            .ToMap();
}
