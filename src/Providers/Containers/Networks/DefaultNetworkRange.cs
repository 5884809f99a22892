using Scalewright.Topologies;

namespace Scalewright.Providers.Containers.Networks;

/// <summary>Parts of the address range of default networks.</summary>
internal static class DefaultNetworkRange
{
    // A bridge of Linux has at most 1,024 ports.
    private const int PrefixLength = 22;

    /// <summary>Returns the networks of up to 1,021 nodes in a range, in order.</summary>
    public static IEnumerable<Subnet> Split(Subnet range)
    {
        int prefixLength = Math.Max(range.PrefixLength, PrefixLength);
        Address next = range.First;
        for (int index = 0; index < 1 << (prefixLength - range.PrefixLength); index++)
        {
            Subnet part = new(next, prefixLength);
            yield return part;
            next = new Address(part.Last.ToUInt128() + 1, isV6: false);
        }
    }
}
