using System.Buffers;
using Scalewright.Documents;
using Scalewright.Experiments.Inventories;

namespace Conformance.Inventories;

/// <summary>
/// Each inventory is read, and its model is written and read again. Both must resolve to the result of the real tool.
/// </summary>
public sealed class InventorySuite : ISuite
{
    private static readonly (InventoryFormat Format, string File)[] Forms =
    [
        (InventoryFormat.Yaml, "inventory.yaml"),
        (InventoryFormat.Ini, "inventory.ini"),
        (InventoryFormat.DynamicJson, "dynamic.json"),
    ];

    public string Name => "inventory";

    public IEnumerable<ConformanceCase> Cases(string folder) =>
        Directory
            .EnumerateDirectories(folder)
            .Order(StringComparer.Ordinal)
            .Where(item => File.Exists(Path.Combine(item, "list.json")))
            .Select(item => new ConformanceCase(Path.GetFileName(item), _ => Task.FromResult(FirstDifference(item))));

    private static string? FirstDifference(string folder)
    {
        JsonObject wanted = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "list.json")))!.AsObject();
        string graphPath = Path.Combine(folder, "graph.txt");
        string[]? graph = File.Exists(graphPath)
            ? [.. File.ReadAllLines(graphPath).Where(line => line.Length > 0).Order(StringComparer.Ordinal)]
            : null;
        string modelPath = Path.Combine(folder, "model.json");
        Inventory? model = File.Exists(modelPath) ? ModelFile.Read(File.ReadAllBytes(modelPath)) : null;
        if (model is not null && ListForm.Difference(wanted, graph, model.Resolve()) is { } own)
        {
            return $"model: {own}";
        }

        foreach ((InventoryFormat format, string file) in Forms)
        {
            string path = Path.Combine(folder, file);
            if (File.Exists(path) && Difference(File.ReadAllBytes(path), format, wanted, graph) is { } read)
            {
                return $"{file}: {read}";
            }

            if (model is not null && Difference(Write(model, format), format, wanted, graph) is { } written)
            {
                return $"model written as {format}: {written}";
            }
        }

        return null;
    }

    private static string? Difference(ReadOnlyMemory<byte> bytes, InventoryFormat format, JsonObject wanted, string[]? graph)
    {
        InventoryReadResult read = InventoryText.Read(bytes, format);
        return read.Inventory is { } inventory ? ListForm.Difference(wanted, graph, inventory.Resolve()) : $"refused: {read.Problems[0]}";
    }

    private static ReadOnlyMemory<byte> Write(Inventory inventory, InventoryFormat format)
    {
        ArrayBufferWriter<byte> buffer = new();
        InventoryText.Write(inventory, format, buffer);
        return buffer.WrittenMemory;
    }
}

internal static class ModelFile
{
    public static Inventory Read(ReadOnlyMemory<byte> utf8)
    {
        DocumentMap root = (DocumentMap)DocumentReader.Read(utf8, Dialect.Json).Root!;
        return new Inventory
        {
            Groups =
            [
                .. Map(root, "groups")
                    .Where(group => group.Key is not (Inventory.All or Inventory.UngroupedName))
                    .Select(group => Group(group.Key, (DocumentMap)group.Value)),
            ],
            HostVars = Map(root, "hostvars"),
            Vars = Map(root, "vars"),
            Ungrouped = Names(root, "ungrouped"),
        };
    }

    private static InventoryGroup Group(string name, DocumentMap group) =>
        new(name)
        {
            Hosts = Names(group, "hosts"),
            Children = Names(group, "children"),
            Vars = Map(group, "vars"),
        };

    private static DocumentMap Map(DocumentMap parent, string key) => parent[key] as DocumentMap ?? DocumentMap.Empty;

    private static ValueList<string> Names(DocumentMap parent, string key) =>
        parent[key] switch
        {
            DocumentList list => [.. list.Select(item => ((DocumentScalar)item).Text)],
            DocumentMap map => [.. map.Select(entry => entry.Key)],
            _ => [],
        };
}

/// <summary>Output of <c>ansible-inventory --list</c> and <c>--graph</c>. Hosts and children are sets.</summary>
internal static class ListForm
{
    public static string? Difference(JsonObject wanted, string[]? graph, ResolvedInventory resolved) =>
        JsonDifference.First(Sorted(wanted), Sorted(List(resolved)))
        ?? (graph is null ? null : Difference(graph, [.. Graph(resolved).Order(StringComparer.Ordinal)]));

    public static JsonObject List(ResolvedInventory resolved)
    {
        JsonObject list = new() { ["_meta"] = new JsonObject { ["hostvars"] = Json(resolved.HostVars) } };
        foreach (InventoryGroup group in resolved.Groups.Where(group => group.Hosts.Count + group.Children.Count > 0))
        {
            JsonObject parts = [];
            if (group.Hosts.Count > 0)
            {
                parts["hosts"] = Names(group.Hosts);
            }

            if (group.Children.Count > 0)
            {
                parts["children"] = Names(group.Children);
            }

            list[group.Name] = parts;
        }

        return list;
    }

    private static IEnumerable<string> Graph(ResolvedInventory resolved)
    {
        Dictionary<string, InventoryGroup> groups = resolved.Groups.ToDictionary(group => group.Name);
        return Lines(Inventory.All, 0);

        IEnumerable<string> Lines(string name, int depth)
        {
            string indent = depth == 0 ? "" : "  " + string.Concat(Enumerable.Repeat("|  ", depth - 1)) + "|--";
            string below = "  " + string.Concat(Enumerable.Repeat("|  ", depth)) + "|--";
            return
            [
                $"{indent}@{name}:",
                .. groups[name].Children.SelectMany(child => Lines(child, depth + 1)),
                .. groups[name].Hosts.Select(host => below + host),
            ];
        }
    }

    private static string? Difference(string[] wanted, string[] got)
    {
        string? missing = wanted.Except(got).FirstOrDefault();
        string? more = got.Except(wanted).FirstOrDefault();
        return missing is not null ? $"graph: '{missing}' is missing"
            : more is not null ? $"graph: '{more}' is too much"
            : wanted.Length == got.Length ? null
            : "graph: a line stands another number of times";
    }

    private static JsonObject Sorted(JsonObject list)
    {
        JsonObject copy = list.DeepClone().AsObject();
        foreach (KeyValuePair<string, JsonNode?> group in copy.Where(entry => entry.Key != "_meta"))
        {
            foreach (string part in (string[])["hosts", "children"])
            {
                if (group.Value!.AsObject()[part] is JsonArray names)
                {
                    group.Value[part] = Names(names.Select(name => name!.GetValue<string>()).Order(StringComparer.Ordinal));
                }
            }
        }

        return copy;
    }

    private static JsonArray Names(IEnumerable<string> names) => [.. names.Select(name => (JsonNode)name)];

    private static JsonNode? Json(DocumentNode node) =>
        node switch
        {
            DocumentMap map => new JsonObject(map.Select(entry => new KeyValuePair<string, JsonNode?>(entry.Key, Json(entry.Value)))),
            DocumentList list => new JsonArray([.. list.Select(Json)]),
            DocumentScalar { ScalarKind: ScalarKind.Null } => null,
            DocumentScalar { ScalarKind: ScalarKind.Integer or ScalarKind.Number } number => JsonNode.Parse(number.Text),
            DocumentScalar { ScalarKind: ScalarKind.Boolean } truth => JsonNode.Parse(truth.Text),
            _ => JsonValue.Create(((DocumentScalar)node).Text),
        };
}
