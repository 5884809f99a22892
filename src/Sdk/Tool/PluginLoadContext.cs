using System.Reflection;
using System.Runtime.Loader;

namespace Scalewright.Tool;

/// <summary>Loads an assembly with what it needs from its own folder, except what the tool has itself, Scalewright foremost.</summary>
internal sealed class PluginLoadContext(string path) : AssemblyLoadContext(Path.GetFileName(path))
{
    private readonly AssemblyDependencyResolver _resolver = new(path);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        bool isShared = File.Exists(Path.Combine(AppContext.BaseDirectory, assemblyName.Name + ".dll"));
        return !isShared && _resolver.ResolveAssemblyToPath(assemblyName) is { } place ? LoadFromAssemblyPath(place) : null;
    }
}
