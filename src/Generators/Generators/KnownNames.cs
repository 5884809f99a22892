namespace Scalewright.Generators;

/// <summary>Full names of the SDK's types that generated code and analyzers refer to.</summary>
internal static class KnownNames
{
    public const string PluginsNamespace = "Scalewright.Plugins";

    public const string Plugin = PluginsNamespace + ".ScalePlugin";

    public const string PluginAttribute = PluginsNamespace + ".ScalePluginAttribute";

    public const string ExportAttributeName = "ScalePluginExportAttribute";

    public const string ExportAttribute = PluginsNamespace + "." + ExportAttributeName;
}
