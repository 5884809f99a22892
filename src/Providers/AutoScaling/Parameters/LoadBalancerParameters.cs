namespace Scalewright.Providers.AutoScaling.Parameters;

/// <summary>Parameters of Elastic Load Balancing's actions of classic load balancers.</summary>
internal static class LoadBalancerParameters
{
    public static ParameterTable Create { get; } = ParameterTable.Empty
        .Done("LoadBalancerName")
        .Recorded(
            RecordedReason.Balancers,
            "Listeners.member.N.Protocol",
            "Listeners.member.N.LoadBalancerPort",
            "Listeners.member.N.InstanceProtocol",
            "Listeners.member.N.InstancePort",
            "AvailabilityZones.member.N",
            "Subnets.member.N",
            "SecurityGroups.member.N",
            "Scheme")
        .Refused("there are no certificates here", "Listeners.member.N.SSLCertificateId")
        .Refused("load balancers have no tags here", "Tags");

    public static ParameterTable Delete { get; } = ParameterTable.Empty.Done("LoadBalancerName");

    public static ParameterTable Describe { get; } = ParameterTable.Empty.Done(
        "LoadBalancerNames.member.N", "Marker", "PageSize");

    public static ParameterTable Instances { get; } = Delete.Done("Instances.member.N.InstanceId");
}
