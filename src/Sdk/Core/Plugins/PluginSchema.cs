using System.Text.Json.Nodes;
using Scalewright.Profiles;

namespace Scalewright.Plugins;

/// <summary>The part of the profiles' JSON schema that depends on plugins.</summary>
internal static class PluginSchema
{
    private static readonly string[] Templates = ["node_template", "container_template"];

    /// <summary>The values of <c>plugin</c>: a name, or a map with a name and a version.</summary>
    public static JsonObject Choice(PluginList plugins) => new()
    {
        ["description"] = "The plugin that expands the profile: its name, or a map with name and version.",
        ["anyOf"] = new JsonArray(
        [
            new JsonObject { ["enum"] = new JsonArray([.. plugins.Names.Select(name => (JsonNode)name)]) },
            .. plugins.Names.Select(name => Exact(name, plugins)),
        ]),
    };

    /// <summary>What a profile of one plugin version may have beside the common fields, and nothing else.</summary>
    /// <param name="entry">The plugin version.</param>
    /// <param name="plugins">All plugins; the version is also what is meant when none is given, if it is the highest.</param>
    /// <param name="common">The schema of the common fields.</param>
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
        return new JsonObject { ["if"] = Chosen(entry, plugins.Find(new PluginChoice(entry.Name)) == entry), ["then"] = then };
    }

    private static JsonObject Keys(JsonObject common, JsonObject own) => new()
    {
        ["enum"] = new JsonArray([.. common.Concat(own).Select(property => property.Key).Distinct(StringComparer.Ordinal).Select(key => (JsonNode)key)]),
    };

    private static JsonObject Exact(string name, PluginList plugins) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["name"] = new JsonObject { ["const"] = name },
            ["version"] = new JsonObject
            {
                ["description"] = "An exact version, or latest: the highest one.",
                ["anyOf"] = new JsonArray([new JsonObject { ["const"] = PluginChoice.Latest }, .. plugins.Entries.Where(entry => entry.Name == name).Select(Version)]),
            },
        },
        ["required"] = new JsonArray("name"),
        ["additionalProperties"] = false,
    };

    private static JsonObject Version(PluginEntry entry)
    {
        JsonObject version = new() { ["const"] = entry.Version };
        if (entry.Deprecated is { } reason)
        {
            version["deprecated"] = true;
            version["description"] = $"Deprecated: {reason}";
        }

        return version;
    }

    /// <summary>True for a profile that chooses this version.</summary>
    private static JsonObject Chosen(PluginEntry entry, bool isLatest)
    {
        JsonObject exact = new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["name"] = new JsonObject { ["const"] = entry.Name },
                ["version"] = new JsonObject { ["enum"] = isLatest ? new JsonArray(PluginChoice.Latest, entry.Version) : new JsonArray(entry.Version) },
            },
            ["required"] = isLatest ? new JsonArray("name") : new JsonArray("name", "version"),
        };
        JsonObject plugin = isLatest ? new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["const"] = entry.Name }, exact) } : exact;
        return new JsonObject { ["properties"] = new JsonObject { ["plugin"] = plugin }, ["required"] = new JsonArray("plugin") };
    }
}
