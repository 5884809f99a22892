namespace Scalewright.Plugins;

/// <summary>
/// Plugins of the process. Generated module initializers register them. Registered plugins are never removed.
/// </summary>
public static class ScalePlugins
{
    private static PluginList _all = PluginList.Empty;

    /// <summary>All plugins of this program and its referenced packages.</summary>
    public static PluginList All => Volatile.Read(ref _all);

    /// <summary>Adds plugins. Called by generated code when an assembly is loaded.</summary>
    /// <param name="entries">The plugins to add. Plugins whose name and version are already registered are
    /// ignored.</param>
    public static void Register(params IEnumerable<PluginEntry> entries)
    {
        PluginList before;
        PluginList after;
        do
        {
            before = Volatile.Read(ref _all);
            after = before.Add(entries);
        } while (Interlocked.CompareExchange(ref _all, after, before) != before);
    }
}
