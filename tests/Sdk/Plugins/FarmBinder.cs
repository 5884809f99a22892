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
        new FarmOptions((((profile["container_template"] as DocumentMap)?["external_network"] as DocumentMap)?["network"] as DocumentScalar)?.Text ?? "10.0.0.0/8");
}
