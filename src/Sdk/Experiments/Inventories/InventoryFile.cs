namespace Scalewright.Experiments.Inventories;

/// <summary>Reads inventory files.</summary>
public static class InventoryFile
{
    /// <summary>Returns the format by extension: <c>.yaml</c>, <c>.yml</c>, <c>.json</c>; INI for others.</summary>
    /// <param name="path">Name of the file.</param>
    public static InventoryFormat GetFormat(string path) =>
        Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".YAML" or ".YML" => InventoryFormat.Yaml,
            ".JSON" => InventoryFormat.DynamicJson,
            _ => InventoryFormat.Ini,
        };

    /// <summary>Reads an inventory file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The inventory, or all problems. A file that cannot be read is reported as a problem.</returns>
    public static InventoryReadResult Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            return InventoryText.Read(File.ReadAllBytes(path), GetFormat(path), path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new InventoryReadResult(
                null,
                [
                    new Problem(
                        ProblemCode.UnreadableFile,
                        $"the inventory cannot be read: {exception.Message}",
                        "give the path of an inventory file"
                    )
                    {
                        Source = path,
                    },
                ]
            );
        }
    }
}
