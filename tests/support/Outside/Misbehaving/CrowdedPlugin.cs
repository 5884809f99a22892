namespace Misbehaving;

[ScalePlugin("wants_containers")]
public sealed class CrowdedPlugin : ScalePlugin
{
    public override int CountNodes(Profile profile) => 1_000_000;

    public override int CountContainers(Profile profile, int number) => int.MaxValue;
}
