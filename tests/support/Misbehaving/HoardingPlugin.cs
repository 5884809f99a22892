namespace Misbehaving;

/// <summary>Gives all the memory there is.</summary>
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
