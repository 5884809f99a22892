using System.Diagnostics.CodeAnalysis;

namespace Misbehaving;

[SuppressMessage("Scalewright", "SWA0029", Justification = "Misbehaves so that the tool can be seen to notice it.")]
[ScalePlugin("prints")]
public sealed class ChattyPlugin : ScalePlugin
{
    public override int CountNodes(Profile profile)
    {
        while (profile is not null)
        {
            Console.WriteLine("{\"ExitCode\":0,\"Output\":\"all is well\",\"Errors\":\"\"}");
        }

        return 0;
    }
}
