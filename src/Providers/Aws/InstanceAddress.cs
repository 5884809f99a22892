namespace Scalewright.Providers.AutoScaling;

/// <summary>Addresses of an instance.</summary>
/// <param name="Node">Name of the node in the topology.</param>
/// <param name="InstanceId">ID of the instance in the backend.</param>
/// <param name="PrivateIp">Private address, or empty.</param>
/// <param name="PublicIp">Public address, or empty.</param>
/// <param name="DnsName">Public DNS name, or empty.</param>
public sealed record InstanceAddress(string Node, string InstanceId, string PrivateIp, string PublicIp, string DnsName)
{
    /// <summary>First available of public address, public DNS name and private address. Empty without any.</summary>
    public string Host
    {
        get
        {
            if (PublicIp.Length > 0)
            {
                return PublicIp;
            }

            return DnsName.Length > 0 ? DnsName : PrivateIp;
        }
    }
}
