namespace Misbehaving;

[ScalePlugin("throws")]
public sealed class ThrowingPlugin : ScalePlugin
{
    public override int CountNodes(Profile profile) => throw new InvalidOperationException("no turbines\u001b[31m");
}
