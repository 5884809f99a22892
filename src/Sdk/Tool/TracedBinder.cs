using Scalewright.Documents;
using Scalewright.Plugins;
using Scalewright.Profiles;

namespace Scalewright.Tool;

/// <summary>Says when options are read: their initializers are the plugin's code.</summary>
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
