namespace Scalewright.Generators;

/// <summary>Full names of SDK types for generated code and analyzers.</summary>
internal static class KnownNames
{
    public const string PluginsNamespace = "Scalewright.Plugins";

    public const string OptionsNamespace = PluginsNamespace + ".Options";

    public const string PluginAttributeName = "ScalePluginAttribute";

    public const string ExportAttributeName = "ScalePluginExportAttribute";

    public const string ExportAttribute = PluginsNamespace + "." + ExportAttributeName;

    public const string TypesNamespace = "Scalewright.Experiments.Types";

    public const string ExperimentTypeAttribute = TypesNamespace + ".ExperimentTypeAttribute";

    public const string PlatformAttribute = "Scalewright.Experiments.Platforms.PlatformAttribute";

    public const string PartsExportAttributeName = "ExperimentPartsExportAttribute";

    public const string DocumentRecordAttribute = "Scalewright.Experiments.DocumentRecordAttribute";

    public const string DocumentFieldAttributeName = "DocumentFieldAttribute";

    public const string SimulationFactAttribute = "Scalewright.Testing.SimulationFactAttribute";

    /// <summary>
    /// True if a type is in the namespace of these parts, outermost first. Does not allocate a string.
    /// </summary>
    public static bool IsIn(ITypeSymbol type, params string[] parts)
    {
        INamespaceSymbol? namespaceSymbol = type.ContainingNamespace;
        for (int i = parts.Length - 1; i >= 0; i--)
        {
            if (namespaceSymbol is null || namespaceSymbol.Name != parts[i])
            {
                return false;
            }

            namespaceSymbol = namespaceSymbol.ContainingNamespace;
        }

        return type.ContainingType is null && namespaceSymbol is { IsGlobalNamespace: true };
    }

    public static bool IsPluginType(ITypeSymbol type, string name) => type.Name == name && IsIn(type, "Scalewright", "Plugins");
}
