using System.Text.Json.Nodes;
using Conformance.Decisions;
using Scalewright.Documents;
using Scalewright.Experiments.Inventories;

namespace Conformance.Inventories;

/// <summary>A resolved inventory as <c>ansible-inventory --list</c> and <c>--graph</c> print it; names of hosts and children are sets.</summary>
internal static class ListForm
{
    public static string? Difference(JsonObject wanted, string[]? graph, ResolvedInventory resolved) =>
        JsonDifference.First(Sorted(wanted), Sorted(List(resolved))) ?? (graph is null ? null : Difference(graph, [.. Graph(resolved).Order(StringComparer.Ordinal)]));

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
            return [$"{indent}@{name}:", .. groups[name].Children.SelectMany(child => Lines(child, depth + 1)), .. groups[name].Hosts.Select(host => below + host)];
        }
    }

    private static string? Difference(string[] wanted, string[] got)
    {
        string? missing = wanted.Except(got).FirstOrDefault();
        string? more = got.Except(wanted).FirstOrDefault();
        return missing is not null ? $"graph: '{missing}' is missing" : more is not null ? $"graph: '{more}' is too much" : wanted.Length == got.Length ? null : "graph: a line stands another number of times";
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

    private static JsonNode? Json(DocumentNode node) => node switch
    {
        DocumentMap map => new JsonObject(map.Select(entry => new KeyValuePair<string, JsonNode?>(entry.Key, Json(entry.Value)))),
        DocumentList list => new JsonArray([.. list.Select(Json)]),
        DocumentScalar { Scalar: ScalarKind.Null } => null,
        DocumentScalar { Scalar: ScalarKind.Integer or ScalarKind.Number } number => JsonNode.Parse(number.Text),
        DocumentScalar { Scalar: ScalarKind.Boolean } truth => JsonNode.Parse(truth.Text),
        _ => JsonValue.Create(((DocumentScalar)node).Text),
    };
}
