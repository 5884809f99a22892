using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Scalewright.Plugins;

namespace Scalewright.Tool;

/// <summary>Loads plugins of the user.</summary>
/// <remarks>The library finds plugins at compile time. The tool is compiled before the plugins of its users, so it runs
/// the initializers that the generator wrote into their assemblies.</remarks>
internal static class PluginAssemblies
{
    /// <summary>Loads each assembly. Adds a problem if it cannot be loaded or has no plugin.</summary>
    public static void Load(IEnumerable<string> paths, PluginTrace trace, ProblemList problems)
    {
        foreach (string path in paths)
        {
            int before = ScalePlugins.All.Entries.Count;
            trace.Enter($"assembly {Path.GetFileName(path)}");
            if (LoadOne(path) is { } problem)
            {
                problems.Add(problem with { Source = path });
            }
            else if (ScalePlugins.All.Entries.Count == before)
            {
                problems.Add(
                    new Problem(
                        ProblemCode.UnknownPlugin,
                        "registers no new plugin",
                        "mark a sealed class with [ScalePlugin] and build it with the package Scalewright"
                    )
                    {
                        Source = path,
                    }
                );
            }

            trace.Leave();
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever foreign code throws while it is loaded is reported by its file.")]
    private static Problem? LoadOne(string path)
    {
        try
        {
            if (!File.Exists(path))
            {
                return Unreadable(ExceptionText.From(new FileNotFoundException(), path));
            }

            if (BoundedFileReader.FindSpecial(path) is { } special)
            {
                return Unreadable(special);
            }

            string full = Path.GetFullPath(path);
            Assembly assembly = new PluginLoadContext(full).LoadFromAssemblyPath(full);
            RuntimeHelpers.RunModuleConstructor(assembly.ManifestModule.ModuleHandle);
            return null;
        }
        catch (BadImageFormatException)
        {
            return Unreadable("it is not a .NET assembly");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Unreadable(ExceptionText.From(exception));
        }
        catch (Exception exception)
        {
            Exception cause = exception.GetBaseException();
            return new Problem(
                ProblemCode.PluginFailed,
                $"threw {cause.GetType().Name} while it was loaded: {ExceptionText.From(cause)}",
                "fix its module initializer"
            );
        }
    }

    private static Problem Unreadable(string why) =>
        new(
            ProblemCode.UnreadableFile,
            $"cannot be loaded: {why}",
            "give a .NET assembly that is built against this version of Scalewright"
        );
}

/// <summary>Loads an assembly and its dependencies from its folder, except dependencies that the tool has.</summary>
internal sealed class PluginLoadContext(string path) : AssemblyLoadContext(Path.GetFileName(path))
{
    private readonly AssemblyDependencyResolver _resolver = new(path);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        bool isShared = File.Exists(Path.Combine(AppContext.BaseDirectory, assemblyName.Name + ".dll"));
        return !isShared && _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
    }
}
