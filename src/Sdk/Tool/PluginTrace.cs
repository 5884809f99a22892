using Scalewright.Documents;
using Scalewright.Plugins;
using Scalewright.Profiles;

namespace Scalewright.Tool;

/// <summary>Tracks the plugin whose code runs, so that a plugin that blocks can be named.</summary>
internal sealed class PluginTrace(string? path = null)
{
    /// <summary>Description of the running plugin, for example <c>plugin farm@1.0.0</c>.</summary>
    public string Current { get; private set; } = "";

    /// <summary>Records the start of a plugin's code, also in the file if there is one.</summary>
    public void Enter(string name)
    {
        Current = name;
        if (path is not null)
        {
            File.WriteAllText(path, name);
        }
    }

    /// <summary>Records that the tool's own code runs again.</summary>
    public void Leave() => Enter("");

    /// <summary>Wraps plugins so that each records when it starts.</summary>
    public PluginList Follow(PluginList plugins) => PluginList.Empty.Add(plugins.Entries.Select(Follow));

    private PluginEntry Follow(PluginEntry entry)
    {
        string name = $"plugin {entry}";
        return entry with
        {
            Create = () =>
            {
                Enter(name);
                return entry.Create();
            },
            Options = entry.Options is { } binder ? new TracedBinder(binder, () => Enter(name)) : null,
        };
    }
}

/// <summary>Records when options are read: their initializers are plugin code.</summary>
internal sealed class TracedBinder(OptionsBinder binder, Action enter) : OptionsBinder
{
    public override Type OptionsType => binder.OptionsType;

    public override ValueList<string> Keys => binder.Keys;

    public override string Schema => binder.Schema;

    public override PluginOptions Bind(DocumentMap profile, ProblemList problems)
    {
        enter();
        return binder.Bind(profile, problems);
    }

    public override void Check(PluginOptions options, ProblemList problems) => binder.Check(options, problems);
}
