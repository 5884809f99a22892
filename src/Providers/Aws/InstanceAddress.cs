namespace Scalewright.Providers.AutoScaling;

/// <summary>Where an instance can be reached.</summary>
/// <param name="Node">The node's name in the topology.</param>
/// <param name="InstanceId">The place's name for it.</param>
/// <param name="PrivateIp">Address within the place; empty when it has none.</param>
/// <param name="PublicIp">Address from outside; empty when it has none.</param>
/// <param name="DnsName">Name from outside; empty when it has none.</param>
public sealed record InstanceAddress(string Node, string InstanceId, string PrivateIp, string PublicIp, string DnsName)
{
    /// <summary>
    /// The first it has of: address from outside, name from outside, address within the place. Empty when it has none.
    /// </summary>
    public string Host => PublicIp.Length > 0 ? PublicIp : DnsName.Length > 0 ? DnsName : PrivateIp;
}
