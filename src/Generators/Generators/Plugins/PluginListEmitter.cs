using Scalewright.Generators.Options;

namespace Scalewright.Generators.Plugins;

/// <summary>Writes the registry of an assembly's own plugins.</summary>
internal static class PluginListEmitter
{
    /// <summary>Sorts plugins by name, then version text, then type.</summary>
    public static EquatableArray<PluginModel> Sort(IEnumerable<PluginModel> plugins) =>
        new(
            plugins
                .OrderBy(static plugin => plugin.Name, StringComparer.Ordinal)
                .ThenBy(static plugin => plugin.Version, StringComparer.Ordinal)
                .ThenBy(static plugin => plugin.Type, StringComparer.Ordinal)
        );

    /// <summary>Reduces options to the record's name, so that changed options do not change the registry.</summary>
    public static EquatableArray<PluginModel> Entries(EquatableArray<PluginModel> plugins) =>
        new(
            plugins.Select(static plugin =>
                plugin.Options is { } options ? plugin with { Options = new RecordModel(options.Type, default) } : plugin
            )
        );

    /// <summary>Returns the registry's source: exports, entries and the module initializer.</summary>
    /// <param name="plugins">Plugins of the assembly, sorted, at least one.</param>
    public static string Emit(EquatableArray<PluginModel> plugins)
    {
        string registry = RegistryName(plugins[0].Assembly);
        SourceWriter writer = new();
        writer.Preamble();
        foreach (PluginModel plugin in plugins)
        {
            writer.Line(
                $"[assembly: global::{KnownNames.ExportAttribute}("
                    + $"{Naming.Literal("Scalewright.Generated." + registry)}, "
                    + $"{Naming.Literal(plugin.Type.Replace("global::", ""))}, {Naming.Literal(plugin.Name)}, "
                    + $"{Naming.Literal(plugin.Version)})]"
            );
        }

        writer.Line();
        writer.Line("namespace Scalewright.Generated;");
        writer.Line();
        writer.Line($"/// <summary>The plugins of {plugins[0].Assembly}.</summary>");
        writer.Line("[global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]");
        writer.Open($"public static class {registry}");
        WriteEntries(writer, plugins);
        writer.Line();
        WriteInitializer(writer);
        writer.Close();
        return writer.ToString();
    }

    private static void WriteEntries(SourceWriter writer, EquatableArray<PluginModel> plugins)
    {
        writer.Line("/// <summary>One entry for each class marked with <c>[ScalePlugin]</c>.</summary>");
        writer.Line(
            "public static "
                + $"global::System.Collections.Generic.IReadOnlyList<global::{KnownNames.PluginsNamespace}.PluginEntry> "
                + "Entries { get; } ="
        );
        writer.Open($"new global::{KnownNames.PluginsNamespace}.PluginEntry[]");
        foreach (PluginModel plugin in plugins)
        {
            writer.Line(
                $"new({Naming.Literal(plugin.Name)}, {Naming.Literal(plugin.Version)}, static () => new "
                    + $"{plugin.Type}()){Initializer(plugin)},"
            );
        }

        writer.Close(";");
    }

    private static void WriteInitializer(SourceWriter writer)
    {
        writer.Line("/// <summary>Adds the plugins to the process's list when the assembly is loaded.</summary>");
        writer.Line("[global::System.Runtime.CompilerServices.ModuleInitializer]");
        writer.Line($"internal static void Register() => global::{KnownNames.PluginsNamespace}.ScalePlugins.Register(Entries);");
    }

    /// <summary>
    /// Returns a unique name: assemblies with access to each other's internals must not share a registry name.
    /// </summary>
    private static string RegistryName(string assembly) => "ScalePlugins_" + Naming.ToIdentifier(assembly);

    private static string Initializer(PluginModel plugin)
    {
        string[] deprecation = plugin.Deprecated is { } reason ? [$"DeprecationReason = {Naming.Literal(reason)}"] : [];
        string[] binder = plugin.Options is { } options ? [$"Options = new {BinderEmitter.BinderName(options)}()"] : [];
        string[] members = [.. deprecation, .. binder];
        return members.Length == 0 ? "" : $" {{ {string.Join(", ", members)} }}";
    }
}
