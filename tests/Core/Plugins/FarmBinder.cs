using Scalewright;
using Scalewright.Documents;
using Scalewright.Plugins;
using Scalewright.Profiles;

namespace Sdk.Tests.Plugins;

internal sealed class FarmBinder : OptionsBinder
{
    public override Type OptionsType => typeof(FarmOptions);

    public override ValueList<string> Keys => ["container_template.external_network", "templates"];

    public override string Schema => "{}";

    public override PluginOptions Bind(DocumentMap profile, ProblemList problems) =>
        profile["container_template"] is DocumentMap box && box["external_network"] is DocumentMap map && map["network"] is DocumentScalar text
            ? new FarmOptions { Network = text.Text }
            : new FarmOptions();
}
