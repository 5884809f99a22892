using Scalewright;
using Scalewright.Documents;
using Scalewright.Experiments.Inventories;

namespace Conformance.Inventories;

/// <summary>The neutral model of a case.</summary>
internal static class ModelFile
{
    public static Inventory Read(ReadOnlyMemory<byte> utf8)
    {
        DocumentMap root = (DocumentMap)DocumentReader.Read(utf8, Dialect.Json).Root!;
        return new Inventory
        {
            Groups = [.. Map(root, "groups").Where(group => group.Key is not (Inventory.All or Inventory.UngroupedName)).Select(group => Group(group.Key, (DocumentMap)group.Value))],
            HostVars = Map(root, "hostvars"),
            Vars = Map(root, "vars"),
            Ungrouped = Names(root, "ungrouped"),
        };
    }

    private static InventoryGroup Group(string name, DocumentMap group) =>
        new(name) { Hosts = Names(group, "hosts"), Children = Names(group, "children"), Vars = Map(group, "vars") };

    private static DocumentMap Map(DocumentMap parent, string key) => parent[key] as DocumentMap ?? DocumentMap.Empty;

    private static ValueList<string> Names(DocumentMap parent, string key) => parent[key] switch
    {
        DocumentList list => [.. list.Select(item => ((DocumentScalar)item).Text)],
        DocumentMap map => [.. map.Select(entry => entry.Key)],
        _ => [],
    };
}
