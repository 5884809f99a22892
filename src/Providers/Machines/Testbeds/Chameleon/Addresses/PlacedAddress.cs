using Scalewright.Providers.Chameleon.Wire;

namespace Scalewright.Providers.Chameleon.Addresses;

/// <summary>An address of a node.</summary>
/// <param name="Wire">What the network service says.</param>
/// <param name="Mark">For which node it is.</param>
internal sealed record PlacedAddress(FloatingAddress Wire, AddressMark Mark)
{
    /// <summary>Whether it leads to a machine.</summary>
    public bool IsAttached => !string.IsNullOrEmpty(Wire.PortId);
}
