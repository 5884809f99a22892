using Scalewright.Plugins;
using Scalewright.Profiles;

namespace Misbehaving;

/// <summary>Gives the end of the process, with an exit code that looks fine.</summary>
[ScalePlugin("exits")]
public sealed class ExitingPlugin : ScalePlugin
{
    public override int CountNodes(Profile profile)
    {
        Environment.Exit(0);
        return 0;
    }
}
