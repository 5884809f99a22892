namespace Scalewright.Providers.AutoScaling.Parameters;

/// <summary>Reasons that several actions share for parameters that are refused, as ends of sentences.</summary>
internal static class RefusedReason
{
    public const string Interfaces =
        "network interfaces are not chosen here; name a subnet and security groups of the instance";

    public const string Volumes = "there are no volumes here, nodes have the disk of their image";
}
