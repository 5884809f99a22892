namespace Misbehaving;

[ScalePlugin("overflows")]
public sealed class OverflowingPlugin : ScalePlugin
{
    public override int CountNodes(Profile profile) => Sink(profile, 1) + 1;

    private static int Sink(Profile profile, int depth) => profile is null ? depth : Sink(profile, depth + 1) + depth;
}
