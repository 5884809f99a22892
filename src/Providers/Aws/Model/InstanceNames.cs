namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>Addresses and host names of instances, derived from their numbers. No host has these addresses.</summary>
internal static class InstanceNames
{
    // The only region with a different host name format (EC2 user guide, "EC2 instance hostnames and domains").
    private const string FirstRegion = "us-east-1";

    /// <summary>Private IPv4 address (RFC 1918).</summary>
    public static string PrivateIp(InstanceRecord instance) =>
        instance.Settings.PrivateAddress is { Length: > 0 } chosen ? chosen : GetAddress(instance.Number);

    /// <summary>Public IPv4 address (RFC 2544, benchmarks); empty if terminated or without one.</summary>
    public static string PublicIp(InstanceRecord instance) =>
        instance.State == InstanceState.Terminated || instance.Settings.HasPublicAddress == false
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"198.{18 + ((instance.Number >> 16) & 1)}.{(instance.Number >> 8) & 255}.{instance.Number & 255}"
            );

    public static string PrivateDns(InstanceRecord instance, string region) =>
        $"ip-{Dashed(PrivateIp(instance))}.{(region == FirstRegion ? "ec2" : $"{region}.compute")}.internal";

    /// <summary>
    /// Public DNS name below the reserved domain <c>example</c> (RFC 2606); empty without a public address.
    /// </summary>
    public static string PublicDns(InstanceRecord instance, string region) =>
        PublicIp(instance) is { Length: > 0 } address
            ? $"ec2-{Dashed(address)}.{(region == FirstRegion ? "compute-1" : $"{region}.compute")}.example"
            : "";

    public static string Mac(InstanceRecord instance) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"02:00:{(instance.Number >> 24) & 255:x2}:{(instance.Number >> 16) & 255:x2}"
                + $":{(instance.Number >> 8) & 255:x2}:{instance.Number & 255:x2}"
        );

    /// <summary>Derives the private address from the number of an instance.</summary>
    public static string GetAddress(long number) =>
        string.Create(CultureInfo.InvariantCulture, $"10.{(number >> 16) & 255}.{(number >> 8) & 255}.{number & 255}");

    private static string Dashed(string address) => address.Replace('.', '-');
}
