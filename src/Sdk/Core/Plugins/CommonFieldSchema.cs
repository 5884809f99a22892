using System.Text.Json.Nodes;
using Scalewright.Profiles;

namespace Scalewright.Plugins;

/// <summary>JSON schema of the common profile fields, with the keys of <see cref="ProfileFields.Keys"/>.</summary>
internal static class CommonFieldSchema
{
    /// <summary>Same form as <see cref="NameRules"/>.</summary>
    private const string NamePattern = $"^{NameText}$";

    private const string NameText = "[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?";

    private const string V4 = "((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

    private const string Group = "[0-9A-Fa-f]{1,4}";

    private const string V6 =
        $"({Group}:){{7}}{Group}|({Group}:){{1,7}}:|::|:(:{Group}){{1,7}}"
        + $"|({Group}:){{1,6}}(:{Group}){{1,1}}|({Group}:){{1,5}}(:{Group}){{1,2}}|({Group}:){{1,4}}(:{Group}){{1,3}}"
        + $"|({Group}:){{1,3}}(:{Group}){{1,4}}|({Group}:){{1,2}}(:{Group}){{1,5}}|({Group}:){{1,1}}(:{Group}){{1,6}}"
        + $"|({Group}:){{6}}{V4}|(({Group}:){{1,5}}|:)(:{Group}){{0,4}}:{V4}";

    /// <summary>
    /// Same form as <see cref="Topologies.Address"/>. Avoids lookarounds, which some validators do not support.
    /// </summary>
    private const string AddressPattern = $"^({V4}|{V6})$";

    /// <summary>An address, or the name of a network. A schema cannot require that the network exists.</summary>
    private const string GatewayPattern = $"^({V4}|{V6}|{NameText})$";

    /// <summary>Same form as <see cref="Topologies.Subnet"/>.</summary>
    private const string NetworkPattern = $"^({V4}/(3[0-2]|[12]?[0-9])|({V6})/(12[0-8]|1[01][0-9]|[1-9]?[0-9]))$";

    public static JsonObject Profile() =>
        new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["name"] = Name("Name of the profile, unique in the file without regard to case."),
                ["plugin"] = new JsonObject(),
                ["count"] = Whole(
                    "Units; the plugin says what a unit is: a node for builtin, a turbine for wind_turbine.",
                    1,
                    ProfileLimits.Default.MaxCount,
                    1
                ),
                ["containers"] = Whole(
                    "Containers in all, for plugins that do not derive them from count.",
                    0,
                    ProfileLimits.Default.MaxContainers,
                    0
                ),
                ["containers_per_node"] = Whole("Containers on a full node.", 0, ProfileLimits.Default.MaxContainers),
                ["hostname_prefix"] = Name("What host names start with."),
                ["start_scripts"] = new JsonObject
                {
                    ["description"] = "Scripts that each node runs when it starts, in order: paths below the profile's folder.",
                    ["type"] = "array",
                    ["items"] = Text(null),
                },
                ["after"] = new JsonObject
                {
                    ["description"] = "Names of the profiles whose nodes must be ready before nodes of this profile are created.",
                    ["type"] = "array",
                    ["items"] = Text(null),
                },
                ["labels"] = new JsonObject
                {
                    ["description"] = "Labels that each node carries.",
                    ["type"] = "object",
                    ["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") },
                },
                ["node_template"] = NodeTemplate(),
                ["container_template"] = ContainerTemplate(),
            },
        };

    public static JsonObject Network() =>
        new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["name"] = Name("Name of the network, also of its VLAN."),
                ["network"] = Text(
                    "Address and prefix, as in 172.16.0.0/16 or fd00::/64. Host bits are kept: the first container gets "
                        + "the next address.",
                    NetworkPattern
                ),
                ["gateway"] = Text(
                    "The router's address on this network, or the network's own name for the first one behind its "
                        + "address; left out: none, or that one when the containers' default route is this network.",
                    GatewayPattern
                ),
                ["start_ip"] = Text(
                    "Address of the first container. Default: the first free address after the address of the network.",
                    AddressPattern
                ),
            },
            ["required"] = new JsonArray("name", "network"),
            ["additionalProperties"] = false,
        };

    /// <summary>Requires <c>containers_per_node</c> if the profile has containers.</summary>
    public static JsonObject RequireContainersPerNode() => new() { ["if"] = Needs("containers"), ["then"] = Needs("containers_per_node") };

    private static JsonObject Needs(string key) =>
        new()
        {
            ["properties"] = new JsonObject { [key] = new JsonObject { ["minimum"] = 1 } },
            ["required"] = new JsonArray(key),
        };

    private static JsonObject NodeTemplate() =>
        new()
        {
            ["description"] = "Template of the nodes. Omitted values use the defaults of the plugin.",
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["cpu"] = Whole("Virtual processors.", 1),
                ["memory"] = Whole("Memory in MiB.", 1),
                ["image"] = Text("Disk image of the node: a path below the profile's folder."),
                ["cloud"] = Text("Where the nodes live, in the provider's words: a site, a zone, a partition."),
                ["network"] = new JsonObject
                {
                    ["description"] = "Network section handed to the backend as it is, with interfaces.",
                    ["type"] = "object",
                },
                ["delay"] = new JsonObject { ["description"] = "Start delay handed to the backend as it is." },
            },
        };

    private static JsonObject ContainerTemplate() =>
        new()
        {
            ["description"] = "What the containers look like.",
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["cpu"] = Whole("Virtual processors.", 1, fallback: Profiles.ContainerTemplate.Default.Cpus),
                ["memory"] = Whole("Memory in MiB.", 1, fallback: Profiles.ContainerTemplate.Default.MemoryMiB),
                ["rootfs"] = WithDefault(
                    Text("File system: an archive or a folder, a path below the profile's folder."),
                    Profiles.ContainerTemplate.Default.RootFs
                ),
                ["gateway"] = Text("Default route: the name of one of the networks, or an address. Empty: none.", $"^$|{GatewayPattern}"),
                ["networks"] = new JsonObject
                {
                    ["description"] = "The networks of each container, in order: the first is its first interface.",
                    ["type"] = "array",
                    ["items"] = ProfileSchema.Refer("network"),
                },
            },
        };

    private static JsonObject Name(string description)
    {
        JsonObject schema = Text(description, NamePattern);
        schema["not"] = new JsonObject { ["pattern"] = @"\.\." };
        return schema;
    }

    private static JsonObject Text(string? description)
    {
        JsonObject schema = new() { ["type"] = "string" };
        return description is null ? schema : new JsonObject { ["description"] = description, ["type"] = "string" };
    }

    private static JsonObject Text(string description, string pattern)
    {
        JsonObject schema = Text(description);
        schema["pattern"] = pattern;
        return schema;
    }

    private static JsonObject Whole(string description, int minimum, int maximum = int.MaxValue, int? fallback = null)
    {
        JsonObject schema = new()
        {
            ["description"] = description,
            ["type"] = "integer",
            ["minimum"] = minimum,
            ["maximum"] = maximum,
        };
        return fallback is { } value ? WithDefault(schema, value) : schema;
    }

    private static JsonObject WithDefault(JsonObject schema, JsonNode value)
    {
        schema["default"] = value;
        return schema;
    }
}
