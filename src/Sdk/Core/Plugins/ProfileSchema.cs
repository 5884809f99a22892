using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using Scalewright.Profiles;

namespace Scalewright.Plugins;

/// <summary>
/// Writes the JSON schema (draft 2020-12) of a profile file, for editors. Unlike <see cref="ProfileReader"/>, which
/// only warns, it rejects unknown keys, quoted numbers and missing names.
/// </summary>
public static class ProfileSchema
{
    private const string Draft = "https://json-schema.org/draft/2020-12/schema";
    private static readonly JsonWriterOptions Layout = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes the schema: <c>profiles:</c> at the root, or the app <c>scale</c> in an experiment.</summary>
    /// <param name="plugins">Plugins that profiles may select. The schema contains their options.</param>
    /// <returns>Indented JSON with a final line feed, always the same for the same plugins.</returns>
    public static string Write(PluginList plugins)
    {
        ArgumentNullException.ThrowIfNull(plugins);
        JsonObject schema = new()
        {
            ["$schema"] = Draft,
            ["title"] = "Scalewright profiles",
            ["description"] = "What a cluster is made of: profiles, each expanded by a plugin. In YAML, an integer has no exponent.",
            ["type"] = "object",
            ["properties"] = new JsonObject { ["profiles"] = Refer("profiles"), ["spec"] = Experiment() },
            ["anyOf"] = new JsonArray(Require("profiles"), Require("spec")),
            ["$defs"] = new JsonObject
            {
                ["profiles"] = ListOfProfiles(),
                ["profile"] = Profile(plugins),
                ["network"] = CommonFieldSchema.Network(),
            },
        };
        return Print(schema);
    }

    /// <summary>Writes the schema of a plugin's options.</summary>
    /// <param name="entry">The plugin.</param>
    /// <returns>Indented JSON with a final line feed. Null for a plugin without options.</returns>
    public static string? WriteOptions(PluginEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Options is not { } binder)
        {
            return null;
        }

        JsonObject schema = new() { ["$schema"] = Draft, ["title"] = $"Options of the Scalewright plugin {entry}" };
        foreach ((string key, JsonNode? value) in (JsonObject)JsonNode.Parse(binder.Schema)!)
        {
            schema[key] = value?.DeepClone();
        }

        if (binder.Schema.Contains("#/$defs/network", StringComparison.Ordinal))
        {
            schema["$defs"] = new JsonObject { ["network"] = CommonFieldSchema.Network() };
        }

        return Print(schema);
    }

    internal static JsonObject Refer(string name) => new() { ["$ref"] = $"#/$defs/{name}" };

    private static JsonObject Require(string key) => new() { ["required"] = new JsonArray(key) };

    private static JsonObject ListOfProfiles() =>
        new()
        {
            ["description"] = "The profiles of the file; names are unique without regard to case.",
            ["type"] = "array",
            ["items"] = Refer("profile"),
            ["maxItems"] = Profiles.ProfileLimits.Default.MaxProfiles,
        };

    private static JsonObject Experiment()
    {
        JsonObject metadata = Object(("profiles", Refer("profiles")));
        JsonObject app = new()
        {
            ["type"] = "object",
            ["if"] = Condition("name", new JsonObject { ["const"] = "scale" }),
            ["then"] = Object(("metadata", metadata)),
        };
        JsonObject apps = new()
        {
            ["type"] = "array",
            ["items"] = app,
            ["contains"] = Condition("name", new JsonObject { ["const"] = "scale" }),
        };
        return Object(("scenario", Object(("apps", apps))));
    }

    /// <summary>Object that requires these keys and allows others.</summary>
    private static JsonObject Object(params (string Key, JsonObject Schema)[] members) =>
        new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, (JsonNode?)member.Schema))),
            ["required"] = new JsonArray([.. members.Select(member => (JsonNode)member.Key)]),
        };

    private static JsonObject Condition(string key, JsonObject value) =>
        new()
        {
            ["properties"] = new JsonObject { [key] = value },
            ["required"] = new JsonArray(key),
        };

    private static JsonObject Profile(PluginList plugins)
    {
        JsonObject profile = CommonFieldSchema.Profile();
        JsonObject properties = (JsonObject)profile["properties"]!;
        properties["plugin"] = PluginSchema.Choice(plugins);
        profile["required"] = new JsonArray("name", "plugin");
        profile["allOf"] = new JsonArray([
            CommonFieldSchema.RequireContainersPerNode(),
            .. plugins.Entries.Select(entry => PluginSchema.Branch(entry, plugins, profile)),
        ]);
        return profile;
    }

    private static string Print(JsonObject schema)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter writer = new(text, Layout))
        {
            schema.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(text.ToArray()) + "\n";
    }
}

internal static class PluginSchema
{
    private static readonly string[] Templates = ["node_template", "container_template"];

    /// <summary>Values of <c>plugin</c>: a name, or a map with a name and a version.</summary>
    public static JsonObject Choice(PluginList plugins) =>
        new()
        {
            ["description"] = "The plugin that expands the profile: its name, or a map with name and version.",
            ["anyOf"] = new JsonArray([
                new JsonObject { ["enum"] = new JsonArray([.. plugins.Names.Select(name => (JsonNode)name)]) },
                .. plugins.Names.Select(name => Exact(name, plugins)),
            ]),
        };

    /// <summary>Allows the common fields and those of one plugin version, and no others.</summary>
    /// <param name="plugins">All plugins. The highest version is also the default.</param>
    public static JsonObject Branch(PluginEntry entry, PluginList plugins, JsonObject common)
    {
        JsonObject then = entry.Options is null ? [] : (JsonObject)JsonNode.Parse(entry.Options.Schema)!;
        then.Remove("type");
        JsonObject properties = then["properties"] as JsonObject ?? [];
        then["properties"] = properties;
        JsonObject fields = (JsonObject)common["properties"]!;
        foreach (string template in Templates)
        {
            JsonObject part = properties[template] as JsonObject ?? [];
            part["propertyNames"] = Keys((JsonObject)fields[template]!["properties"]!, part["properties"] as JsonObject ?? []);
            properties[template] = part;
        }

        then["propertyNames"] = Keys(fields, properties);
        return new JsonObject { ["if"] = Chosen(entry, plugins.Find(new PluginReference(entry.Name)) == entry), ["then"] = then };
    }

    private static JsonObject Keys(JsonObject common, JsonObject specific) =>
        new()
        {
            ["enum"] = new JsonArray([
                .. common.Concat(specific).Select(property => property.Key).Distinct(StringComparer.Ordinal).Select(key => (JsonNode)key),
            ]),
        };

    private static JsonObject Exact(string name, PluginList plugins) =>
        new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["name"] = new JsonObject { ["const"] = name },
                ["version"] = new JsonObject
                {
                    ["description"] = "An exact version, or latest: the highest one.",
                    ["anyOf"] = new JsonArray([
                        new JsonObject { ["const"] = PluginReference.Latest },
                        .. plugins.Entries.Where(entry => entry.Name == name).Select(Version),
                    ]),
                },
            },
            ["required"] = new JsonArray("name"),
            ["additionalProperties"] = false,
        };

    private static JsonObject Version(PluginEntry entry)
    {
        JsonObject version = new() { ["const"] = entry.Version };
        if (entry.DeprecationReason is { } reason)
        {
            version["deprecated"] = true;
            version["description"] = $"Deprecated: {reason}";
        }

        return version;
    }

    /// <summary>True for a profile that selects this version.</summary>
    private static JsonObject Chosen(PluginEntry entry, bool isLatest)
    {
        JsonArray required = isLatest ? new JsonArray("name") : new JsonArray("name", "version");
        JsonObject exact = new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["name"] = new JsonObject { ["const"] = entry.Name },
                ["version"] = new JsonObject
                {
                    ["enum"] = isLatest ? new JsonArray(PluginReference.Latest, entry.Version) : new JsonArray(entry.Version),
                },
            },
            ["required"] = required,
        };
        JsonObject plugin = isLatest
            ? new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["const"] = entry.Name }, exact) }
            : exact;
        return new JsonObject
        {
            ["properties"] = new JsonObject { ["plugin"] = plugin },
            ["required"] = new JsonArray("plugin"),
        };
    }
}
