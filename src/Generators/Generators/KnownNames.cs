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

    public const string SimulationFactAttribute = "Scalewright.Testing.SimulationFactAttribute";

    /// <summary>
    /// True if a type is in the namespace of these parts, outermost first. Does not allocate a string.
    /// </summary>
    public static bool IsIn(ITypeSymbol type, params string[] parts)
    {
        INamespaceSymbol? space = type.ContainingNamespace;
        for (int i = parts.Length - 1; i >= 0; i--)
        {
            if (space is null || space.Name != parts[i])
            {
                return false;
            }

            space = space.ContainingNamespace;
        }

        return type.ContainingType is null && space is { IsGlobalNamespace: true };
    }

    public static bool IsPluginType(ITypeSymbol type, string name) => type.Name == name && IsIn(type, "Scalewright", "Plugins");
}
