namespace Scalewright.Providers.AutoScaling.Parameters;

/// <summary>Parameters of EC2's actions of security groups.</summary>
internal static class SecurityGroupParameters
{
    private static readonly ParameterTable Rules = ParameterTable.Empty
        .Done("DryRun", "GroupId")
        .Recorded(
            RecordedReason.Traffic,
            "IpProtocol",
            "FromPort",
            "ToPort",
            "CidrIp",
            "IpPermissions.N.IpProtocol",
            "IpPermissions.N.FromPort",
            "IpPermissions.N.ToPort",
            "IpPermissions.N.IpRanges.N.CidrIp",
            "IpPermissions.N.IpRanges.N.Description",
            "IpPermissions.N.Ipv6Ranges.N.CidrIpv6",
            "IpPermissions.N.Ipv6Ranges.N.Description",
            "IpPermissions.N.PrefixListIds.N.PrefixListId",
            "IpPermissions.N.PrefixListIds.N.Description",
            "IpPermissions.N.Groups.N.GroupId",
            "IpPermissions.N.Groups.N.GroupName",
            "IpPermissions.N.Groups.N.Description")
        .Harmless("there is one account and one network here", "IpPermissions.N.Groups.N.UserId",
            "IpPermissions.N.Groups.N.VpcId")
        .Refused(
            "networks are not peered here", "IpPermissions.N.Groups.N.PeeringStatus",
                "IpPermissions.N.Groups.N.VpcPeeringConnectionId")
        .Refused("name the group in IpPermissions", "SourceSecurityGroupName", "SourceSecurityGroupOwnerId");

    private static readonly ParameterTable Filtered = ParameterTable.Empty
        .Done("DryRun", "Filter.N.Name", "Filter.N.Value.N", "MaxResults", "NextToken");

    public static ParameterTable Create { get; } = ParameterTable.Empty.Done(
        "DryRun",
        "GroupName",
        "GroupDescription",
        "VpcId",
        "TagSpecification.N.ResourceType",
        "TagSpecification.N.Tag.N.Key",
        "TagSpecification.N.Tag.N.Value");

    public static ParameterTable Delete { get; } = ParameterTable.Empty.Done("DryRun", "GroupId", "GroupName");

    public static ParameterTable Describe { get; } = Filtered.Done("GroupId.N", "GroupName.N");

    public static ParameterTable DescribeRules { get; } = Filtered.Done("SecurityGroupRuleId.N");

    public static ParameterTable AuthorizeEgress { get; } = Rules.Refused(
        "rules have no tags here", "TagSpecification");

    public static ParameterTable AuthorizeIngress { get; } = AuthorizeEgress.Done("GroupName");

    public static ParameterTable RevokeEgress { get; } = Rules.Done("SecurityGroupRuleId.N");

    public static ParameterTable RevokeIngress { get; } = RevokeEgress.Done("GroupName");
}
