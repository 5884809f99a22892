namespace Scalewright.Plugins;

/// <summary>The process's one list of plugins. Generated module initializers add to it; nothing is ever taken away.</summary>
public static class ScalePlugins
{
    private static PluginList _all = PluginList.Empty;

    /// <summary>All plugins of this program and of the packages it references.</summary>
    public static PluginList All => Volatile.Read(ref _all);

    /// <summary>Adds plugins. Called by generated code when an assembly is loaded.</summary>
    /// <param name="entries">The plugins; one with a name and version that is there already is left out.</param>
    public static void Register(params IEnumerable<PluginEntry> entries)
    {
        PluginList before;
        PluginList after;
        do
        {
            before = Volatile.Read(ref _all);
            after = before.With(entries);
        }
        while (Interlocked.CompareExchange(ref _all, after, before) != before);
    }
}
