namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>
/// Addresses of instances and the names that follow from them. They are made from the number of the instance; nothing
/// listens there.
/// </summary>
internal static class InstanceNames
{
    // The region whose names have a form of their own (EC2 user guide, "EC2 instance hostnames and domains").
    private const string FirstRegion = "us-east-1";

    /// <summary>Private IPv4 address, of RFC 1918.</summary>
    public static string PrivateIp(InstanceRecord instance) =>
        instance.Settings.PrivateAddress is { Length: > 0 } chosen ? chosen : AddressOf(instance.Number);

    /// <summary>
    /// Public IPv4 address, of RFC 2544 (benchmarks); empty when the instance is terminated or shall have none.
    /// </summary>
    public static string PublicIp(InstanceRecord instance) =>
        instance.State == InstanceState.Terminated || instance.Settings.HasPublicAddress == false
        ? ""
        : string.Create(
            CultureInfo.InvariantCulture,
            $"198.{18 + ((instance.Number >> 16) & 1)}.{(instance.Number >> 8) & 255}.{instance.Number & 255}");

    /// <summary>Private DNS name.</summary>
    public static string PrivateDns(InstanceRecord instance, string region) =>
        $"ip-{Dashed(PrivateIp(instance))}.{(region == FirstRegion ? "ec2" : $"{region}.compute")}.internal";

    /// <summary>
    /// Public DNS name below <c>example</c>, which nobody can own (RFC 2606); empty without a public address.
    /// </summary>
    public static string PublicDns(InstanceRecord instance, string region) =>
        PublicIp(instance) is { Length: > 0 } address
        ? $"ec2-{Dashed(address)}.{(region == FirstRegion ? "compute-1" : $"{region}.compute")}.example"
        : "";

    /// <summary>MAC address.</summary>
    public static string Mac(InstanceRecord instance) => string.Create(
        CultureInfo.InvariantCulture,
        $"02:00:{(instance.Number >> 24) & 255:x2}:{(instance.Number >> 16) & 255:x2}"
            + $":{(instance.Number >> 8) & 255:x2}:{instance.Number & 255:x2}");

    /// <summary>The private address that follows from the number of an instance.</summary>
    public static string AddressOf(long number) =>
        string.Create(CultureInfo.InvariantCulture, $"10.{(number >> 16) & 255}.{(number >> 8) & 255}.{number & 255}");

    private static string Dashed(string address) => address.Replace('.', '-');
}
