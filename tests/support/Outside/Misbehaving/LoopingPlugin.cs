namespace Misbehaving;

[ScalePlugin("loops")]
public sealed class LoopingPlugin : ScalePlugin
{
    public override int CountNodes(Profile profile)
    {
        while (profile is not null) { }

        return 0;
    }
}
