namespace Scalewright.Generators.Plugins;

/// <summary>Writes the module initializer that registers the plugins of referenced assemblies.</summary>
internal static class ReferenceEmitter
{
    /// <summary>
    /// Returns the source code. Its class is file-local, because assemblies that access each other's internals would
    /// otherwise have conflicting classes.
    /// </summary>
    /// <param name="registries">Full names of the referenced registries, sorted, at least one.</param>
    public static string Emit(EquatableArray<string> registries)
    {
        SourceWriter writer = new();
        writer.Header();
        writer.Line("/// <summary>Registers the plugins of the referenced assemblies before this one's code runs.</summary>");
        writer.Open("file static class ReferencedPlugins");
        writer.Line("[global::System.Runtime.CompilerServices.ModuleInitializer]");
        writer.Open("internal static void Register()");
        foreach (string registry in registries)
        {
            writer.Line($"global::{KnownNames.PluginsNamespace}.ScalePlugins.Register(global::{registry}.Entries);");
        }

        writer.Close();
        writer.Close();
        return writer.ToString();
    }
}
