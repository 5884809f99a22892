using System.Diagnostics.CodeAnalysis;

namespace Misbehaving;

/// <summary>Ends the process with the exit code of success.</summary>
[SuppressMessage("Scalewright", "SWA0029", Justification = "Misbehaves so that the tool can be seen to notice it.")]
[ScalePlugin("exits")]
public sealed class ExitingPlugin : ScalePlugin
{
    public override int CountNodes(Profile profile)
    {
        Environment.Exit(0);
        return 0;
    }
}
