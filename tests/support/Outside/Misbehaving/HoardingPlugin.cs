namespace Misbehaving;

[ScalePlugin("wants_memory")]
public sealed class HoardingPlugin : ScalePlugin
{
    public override int CountNodes(Profile profile)
    {
        List<byte[]> hoard = [];
        while (hoard.Count < int.MaxValue)
        {
            hoard.Add(new byte[64 << 20]);
        }

        return hoard.Count;
    }
}
