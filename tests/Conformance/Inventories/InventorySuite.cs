using System.Buffers;
using System.Text.Json.Nodes;
using Scalewright.Experiments.Inventories;

namespace Conformance.Inventories;

/// <summary>Inventories in three forms: each is read, and the model is written and read again, and all must resolve to what the real tool says.</summary>
public sealed class InventorySuite : ISuite
{
    private static readonly (InventoryFormat Format, string File)[] Forms =
        [(InventoryFormat.Yaml, "inventory.yaml"), (InventoryFormat.Ini, "inventory.ini"), (InventoryFormat.DynamicJson, "dynamic.json")];

    /// <inheritdoc/>
    public string Name => "inventory";

    /// <inheritdoc/>
    public IEnumerable<ConformanceCase> Cases(string folder) => Directory.EnumerateDirectories(folder)
        .Order(StringComparer.Ordinal)
        .Where(item => File.Exists(Path.Combine(item, "list.json")))
        .Select(item => new ConformanceCase(Path.GetFileName(item), _ => Task.FromResult(FirstDifference(item))));

    private static string? FirstDifference(string folder)
    {
        JsonObject wanted = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "list.json")))!.AsObject();
        string graphPath = Path.Combine(folder, "graph.txt");
        string[]? graph = File.Exists(graphPath) ? [.. File.ReadAllLines(graphPath).Where(line => line.Length > 0).Order(StringComparer.Ordinal)] : null;
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
