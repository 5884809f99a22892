using System.Diagnostics.CodeAnalysis;

namespace Misbehaving;

/// <summary>Never returns, without using the processor.</summary>
[ScalePlugin("waits")]
public sealed class WaitingPlugin : ScalePlugin
{
    [SuppressMessage("Scalewright.Purity", "SWA0031", Justification = "To wait is what this plugin does wrong.")]
    public override int CountNodes(Profile profile)
    {
        using ManualResetEventSlim never = new();
        never.Wait();
        return 0;
    }
}
