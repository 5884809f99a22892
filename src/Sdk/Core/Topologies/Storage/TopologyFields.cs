using Scalewright.Documents;

namespace Scalewright.Topologies.Storage;

/// <summary>
/// Reads the stored form of topologies, groups, networks and nodes, as <see cref="TopologyDocument"/> creates it.
/// Collects all problems with their positions.
/// </summary>
internal sealed class TopologyFields(ProblemList problems)
{
    // Limits the memory use: a larger count is a mistake or an attack.
    private const int MaxNodes = 10_000_000;
    private long _nodes;

    public Topology Read(DocumentNode root)
    {
        MapReader map = new(root, "", problems);
        string schema = map.Text("schema");
        if (schema != TopologyWriter.Schema)
        {
            problems.AddError(
                ProblemCode.UnknownReference,
                root.Position,
                "schema",
                $"'{TextEscaping.Escape(schema)}' is not known",
                $"use {TopologyWriter.Schema}"
            );
            return Topology.Empty;
        }

        string name = map.Text("name");
        ValueList<NetworkSpec> networks = map.List("networks", ReadNetwork);
        ValueList<NodeGroup> groups = map.List("groups", ReadGroup);
        Topology topology = new(name)
        {
            Networks = ByName(networks, network => network.Name, "networks"),
            NetworkOrder = networks.Select(network => network.Name).ToValueList(),
            Groups = ByName(groups, group => group.Name, "groups"),
            GroupOrder = groups.Select(group => group.Name).ToValueList(),
        };
        map.EndMap();
        return topology;
    }

    private ValueMap<T> ByName<T>(ValueList<T> items, Func<T, string> name, string field)
    {
        foreach (IGrouping<string, T> same in items.GroupBy(name, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1))
        {
            problems.AddError(
                ProblemCode.DuplicateName,
                default,
                field,
                $"'{TextEscaping.Escape(same.Key)}' occurs {same.Count()} times",
                "use a unique name for each"
            );
        }

        return items.Select(item => KeyValuePair.Create(name(item), item)).ToValueMap();
    }

    public static NetworkSpec ReadNetwork(MapReader map)
    {
        NetworkSpec network = new(map.Text("name"), map.Subnet("subnet"))
        {
            Gateway = map.OptionalAddress("gateway"),
            NextAddress = map.OptionalAddress("next"),
            UsedAddressCount = map.Number("used", long.MaxValue),
        };
        map.EndMap();
        return network;
    }

    public NodeGroup ReadGroup(MapReader map)
    {
        ValueList<NodeSpec> kinds = map.List("kinds", ReadKind);
        NodeGroup group = new(map.Text("name"), map.Text("plugin"))
        {
            After = map.Texts("after"),
            Labels = map.TextMap("labels"),
            ContainerLayout = ReadContainers(map.Map("containers")),
            Nodes = map.List("nodes", run => ReadRun(run, kinds)).SelectMany(run => run).ToValueList(),
        };
        map.EndMap();
        return GroupFacts.Read(group, problems);
    }

    private static ContainerLayout ReadContainers(MapReader map)
    {
        ContainerLayout layout = new()
        {
            Cpus = (int)map.Number("cpus", int.MaxValue),
            MemoryMiB = (int)map.Number("memory_mib", int.MaxValue),
            RootFs = map.Text("rootfs"),
            VolumeMounts = map.List("volumes", ReadVolume),
            Roles = map.List("roles", ReadRole),
        };
        map.EndMap();
        return layout;
    }

    private static ContainerRole ReadRole(MapReader map)
    {
        ContainerRole role = new(map.Pattern("name"))
        {
            NetworkAttachments = map.List("links", ReadLink),
            Gateway = map.OptionalAddress("gateway"),
            VolumeMounts = map.List("volumes", ReadVolume),
        };
        map.EndMap();
        return role;
    }

    private static NetworkAttachment ReadLink(MapReader map)
    {
        NetworkAttachment link = new(
            map.Pattern("network"),
            new AddressBlock(map.Subnet("subnet"), map.RequiredAddress("first"))
            {
                Reserved = map.OptionalAddress("reserved"),
                IsFixed = map.Flag("fixed"),
            }
        );
        map.EndMap();
        return link;
    }

    private static VolumeMount ReadVolume(MapReader map)
    {
        VolumeMount volume = new(map.Text("container"), map.Pattern("node"));
        map.EndMap();
        return volume;
    }

    public static NodeSpec ReadNode(MapReader map)
    {
        NodeSpec node = ReadShared(map) with
        {
            Name = map.Text("name"),
            Number = (int)map.Number("number", int.MaxValue),
            ContainerCount = (int)map.Number("containers", int.MaxValue),
            FirstContainerIndex = map.Number("first_container", long.MaxValue),
        };
        map.EndMap();
        return node;
    }

    private static NodeSpec ReadKind(MapReader map)
    {
        NodeSpec kind = ReadShared(map);
        map.EndMap();
        return kind;
    }

    private static NodeSpec ReadShared(MapReader map) =>
        new("", 0)
        {
            Hardware = ReadHardware(map.Map("hardware")),
            Cloud = map.OptionalText("cloud"),
            Health = map.Has("health") ? ReadHealth(map) : NodeHealth.Healthy,
            Labels = map.TextMap("labels"),
            Annotations = map.TextMap("annotations"),
            StartupCommands = map.Texts("startup_commands"),
            StartupScripts = map.Texts("start_scripts"),
            Files = map.List("files", ReadFile),
        };

    private static NodeHealth ReadHealth(MapReader map) =>
        map.Text("health") switch
        {
            "healthy" => NodeHealth.Healthy,
            "failed" => NodeHealth.Failed,
            _ => map.AddError("health", map.Value("health")!, "healthy or failed", NodeHealth.Healthy),
        };

    private static FileInjection ReadFile(MapReader map)
    {
        FileInjection file = new(map.Text("source"), map.Text("destination"));
        map.EndMap();
        return file;
    }

    private static NodeHardware ReadHardware(MapReader map)
    {
        DocumentNode? network = map.Value("network") is { } written ? RawValue.Unwrap(written) : null;
        DocumentNode? startDelay = map.Value("delay") is { } delay ? RawValue.Unwrap(delay) : null;
        NodeHardware hardware = new()
        {
            Image = map.Text("image"),
            Cpus = (int)map.Number("cpus", int.MaxValue),
            MemoryMiB = (int)map.Number("memory_mib", int.MaxValue),
            OsType = map.Text("os_type"),
            Network = network is null or DocumentMap
                ? network as DocumentMap
                : map.AddError("network", network, "a map", DocumentMap.Empty),
            StartDelay = startDelay,
        };
        map.EndMap();
        return hardware;
    }

    private IEnumerable<NodeSpec> ReadRun(MapReader map, ValueList<NodeSpec> kinds)
    {
        bool isNumbered = map.Has("names");
        string name = map.Text(isNumbered ? "names" : "name");
        int count = (int)map.Number("count", MaxNodes);
        int kind = (int)map.Number("kind", int.MaxValue);
        long containers = map.Number("containers", int.MaxValue);
        long first = map.Number("first_container", long.MaxValue - ((long)count * containers));
        int number = (int)map.Number("number", int.MaxValue - count);
        map.EndMap();
        NumberedName? names = isNumbered ? NumberedName.Parse(name) : null;
        _nodes += count;
        if (kind >= kinds.Count || _nodes > MaxNodes || (names is null && (isNumbered || count != 1)))
        {
            problems.AddError(
                ProblemCode.OutOfRange,
                default,
                "nodes",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{TextEscaping.Escape(name)}' with count {count} and kind {kind} is not a valid range of nodes"
                ),
                $"use names with {{number}}, at most {MaxNodes} nodes, and one of the {kinds.Count} kinds"
            );
            return [];
        }

        return Enumerable
            .Range(0, count)
            .Select(i =>
                kinds[kind] with
                {
                    Name = names?.At(number + i) ?? name,
                    Number = number + i,
                    ContainerCount = (int)containers,
                    FirstContainerIndex = first + (i * containers),
                }
            );
    }
}
