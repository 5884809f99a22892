using Scalewright.Documents;
using Scalewright.Profiles;

namespace Scalewright.Plugins;

/// <summary>Reads the common fields of a profile. The rules check the values.</summary>
internal static class ProfileFields
{
    /// <summary>Common fields, with dots for nested maps.</summary>
    public static ValueList<string> Keys { get; } =
    [
        "name",
        "plugin.name",
        "plugin.version",
        "count",
        "containers",
        "containers_per_node",
        "hostname_prefix",
        "start_scripts",
        "after",
        "labels",
        "node_template.cpu",
        "node_template.memory",
        "node_template.image",
        "node_template.cloud",
        "node_template.network",
        "node_template.delay",
        "container_template.networks",
        "container_template.gateway",
        "container_template.rootfs",
        "container_template.cpu",
        "container_template.memory",
    ];

    /// <summary>
    /// Placeholder for an unreadable text. Violates no rule, so that each error is reported only once.
    /// </summary>
    public const string Unreadable = "unreadable";

    /// <summary>Placeholder for an unreadable size. Violates no rule either.</summary>
    private const int UnreadableSize = 1;

    private static readonly string[] NetworkKeys = ["name", "network", "gateway", "start_ip"];

    /// <summary>Returns the profile as written, with defaults for unreadable fields.</summary>
    /// <param name="plugin">The plugin. Its name is also used for a profile without a name. Null: unreadable.</param>
    public static Profile Read(FieldReader fields, PluginReference? plugin, ProfileLimits limits)
    {
        Profile profile = new(ReadName(fields, plugin)) { Plugin = plugin ?? PluginReference.BuiltIn };
        return ReadTemplates(fields, profile) with
        {
            Count = fields.Integer("count", 1, limits.MaxCount) ?? profile.Count,
            ContainerCount = fields.Integer("containers", 0, limits.MaxContainers) ?? profile.ContainerCount,
            ContainersPerNode = ReadContainersPerNode(fields, limits),
            HostnamePrefix = fields.Text("hostname_prefix"),
            StartupScripts = ReadTexts(fields, "start_scripts"),
            After = ReadTexts(fields, "after"),
            Labels = ReadLabels(fields),
        };
    }

    public static PluginReference? ReadPlugin(FieldReader fields)
    {
        if (fields.Map["plugin"] is not DocumentMap)
        {
            return fields.RequireText("plugin") is { } name ? new PluginReference(name) : null;
        }

        FieldReader plugin = fields.Section("plugin")!;
        string? version = plugin.Text("version");
        string? pluginName = plugin.RequireText("name");
        bool isVersionUnreadable = version is null && plugin.Map.TryGetEntry("version", out _);
        return pluginName is null || isVersionUnreadable ? null : new PluginReference(pluginName, version ?? PluginReference.Latest);
    }

    // Null means that the size is missing, which a rule reports. An unreadable one was reported already.
    private static int? ReadContainersPerNode(FieldReader fields, ProfileLimits limits)
    {
        const string Key = "containers_per_node";
        int? size = fields.Integer(Key, 0, limits.MaxContainers);
        return size is null && fields.Map.TryGetEntry(Key, out _) ? UnreadableSize : size;
    }

    private static string ReadName(FieldReader fields, PluginReference? plugin)
    {
        if (fields.Map.TryGetEntry("name", out _))
        {
            return fields.Text("name") ?? Unreadable;
        }

        if (plugin is null)
        {
            return Unreadable;
        }

        string found = $"is missing; the profile gets the name '{TextEscaping.Escape(plugin.Name)}' of its plugin";
        fields.Problems.AddWarning(ProblemCode.NameDefaulted, fields.Map.Position, "name", found, "add 'name'");
        return plugin.Name;
    }

    private static Profile ReadTemplates(FieldReader fields, Profile profile)
    {
        FieldReader? node = fields.Section("node_template");
        FieldReader? container = fields.Section("container_template");
        if (node is not null)
        {
            profile = profile with { NodeTemplate = ReadNode(node) };
        }

        if (container is not null)
        {
            profile = profile with { ContainerTemplate = ReadContainer(container), Networks = ReadNetworks(container) };
        }

        return profile;
    }

    private static NodeTemplate ReadNode(FieldReader fields) =>
        new()
        {
            Image = fields.Text("image"),
            Cpus = fields.Integer("cpu", 1),
            MemoryMiB = fields.Integer("memory", 1, unit: "MiB"),
            Cloud = fields.Text("cloud"),
            Network = fields.Section("network")?.Map,
            StartDelay = fields.Map["delay"],
        };

    private static ContainerTemplate ReadContainer(FieldReader fields) =>
        new()
        {
            Cpus = fields.Integer("cpu", 1) ?? ContainerTemplate.Default.Cpus,
            MemoryMiB = fields.Integer("memory", 1, unit: "MiB") ?? ContainerTemplate.Default.MemoryMiB,
            RootFs = fields.Text("rootfs") ?? ContainerTemplate.Default.RootFs,
            Gateway = fields.Text("gateway"),
        };

    private static ValueList<NetworkTemplate> ReadNetworks(FieldReader container)
    {
        NetworkTemplate?[] networks = [.. container.ReadItems("networks").Select(item => ReadNetwork(container, item.Node, item.Path))];

        // Omit a partially readable list: later rules report paths with the index of an item.
        return networks.Contains(null) ? [] : [.. networks.OfType<NetworkTemplate>()];
    }

    private static NetworkTemplate? ReadNetwork(FieldReader container, DocumentNode node, string path)
    {
        if (node is not DocumentMap map)
        {
            container.AddError(node, path, "use a map with name and network");
            return null;
        }

        FieldReader fields = new(map, path, container.Problems);
        UnknownFieldCheck.Warn(fields, NetworkKeys);
        string? name = fields.RequireText("name");
        string? network = fields.RequireText("network");
        return name is null || network is null
            ? null
            : new NetworkTemplate(name, network) { Gateway = fields.Text("gateway"), StartIp = fields.Text("start_ip") };
    }

    private static ValueList<string> ReadTexts(FieldReader fields, string key) =>
        [.. fields.ReadItems(key).Select(item => fields.ReadText(item.Node, item.Path) ?? Unreadable)];

    private static ValueMap<string> ReadLabels(FieldReader fields)
    {
        if (fields.Section("labels") is not { } labels)
        {
            return ValueMap<string>.Empty;
        }

        List<KeyValuePair<string, string>> entries = [];
        foreach (DocumentEntry entry in labels.Map)
        {
            if (entry.Value is DocumentScalar { ScalarKind: not ScalarKind.Null } scalar)
            {
                entries.Add(new KeyValuePair<string, string>(entry.Key, scalar.Text));
            }
            else
            {
                labels.AddError(entry.Value, labels.JoinPath(TextEscaping.Escape(entry.Key)), "use a text");
            }
        }

        return entries.ToValueMap();
    }
}
