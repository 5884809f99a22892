namespace Scalewright.Providers.AutoScaling.Parameters;

/// <summary>Shared reasons for recorded parameters, as ends of sentences.</summary>
internal static class RecordedReason
{
    public const string Addresses = "addresses of instances are only shown; nodes have the addresses of their provider";

    public const string Disks = "disks are not attached to nodes";

    public const string Kernels = "a node boots its image";

    public const string Metadata = "nodes have no metadata service";

    public const string Monitoring = "metrics are reported to the endpoint, which collects none";

    public const string Prices = "nodes have no purchase options and no prices";

    public const string Profiles = "nodes get no credentials";

    public const string Placement = "nodes are placed by their zone alone";

    public const string Traffic = "traffic of nodes is not filtered";
}

/// <summary>Shared reasons for rejected parameters, as ends of sentences.</summary>
internal static class RejectionReason
{
    public const string Interfaces = "network interfaces are not chosen here; name a subnet and security groups of the instance";

    public const string Unsupported = "it is not supported here";

    public const string Volumes = "there are no volumes here, nodes have the disk of their image";
}
