using System.Buffers;
using Scalewright.Documents;

namespace Scalewright.Experiments.Inventories;

/// <summary>Writes and reads inventories as Ansible does.</summary>
public static class InventoryText
{
    private static readonly ReadLimits Limits = new() { BytesMax = 256 << 20, NodesMax = 20_000_000 };

    /// <summary>Writes an inventory.</summary>
    /// <param name="inventory">The inventory.</param>
    /// <param name="format">The form; dynamic JSON has no ranges, so they are expanded there.</param>
    /// <param name="buffer">Where the bytes go.</param>
    /// <exception cref="ExperimentException"><see cref="Inventory.Check"/> finds something; nothing is written.</exception>
    public static void Write(Inventory inventory, InventoryFormat format, IBufferWriter<byte> buffer)
    {
        ArgumentNullException.ThrowIfNull(inventory);
        ArgumentNullException.ThrowIfNull(buffer);
        if (inventory.Check() is { Count: > 0 } problems)
        {
            throw new ExperimentException(problems);
        }

        switch (format)
        {
            case InventoryFormat.Ini:
                InventoryIni.Write(inventory, buffer);
                break;
            case InventoryFormat.DynamicJson:
                InventoryJson.Write(inventory, buffer);
                break;
            default:
                InventoryYaml.Write(inventory, buffer);
                break;
        }
    }

    /// <summary>Reads an inventory as Ansible would.</summary>
    /// <param name="utf8">The bytes.</param>
    /// <param name="format">The form.</param>
    /// <param name="source">The file as the caller names it, for messages.</param>
    /// <returns>The inventory, or all that is wrong. Throws for no input whatever.</returns>
    public static InventoryReadResult Read(ReadOnlyMemory<byte> utf8, InventoryFormat format, string source = "")
    {
        InventoryAssembly assembly = new(new ProblemList(source));
        if (format == InventoryFormat.Ini)
        {
            new InventoryIniReader(assembly).Read(utf8);
            return assembly.Finish();
        }

        Document document = DocumentReader.Read(utf8, format == InventoryFormat.Yaml ? Dialect.Yaml11 : Dialect.Json, Limits, source);
        if (document.Root is null)
        {
            return new InventoryReadResult(null, document.Problems);
        }

        if (format == InventoryFormat.Yaml)
        {
            new InventoryYamlReader(assembly).Read(document.Root);
        }
        else
        {
            new InventoryJsonReader(assembly).Read(document.Root);
        }

        return assembly.Finish();
    }
}
