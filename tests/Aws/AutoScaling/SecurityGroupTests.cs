using System.Xml.Linq;

namespace AutoScaling.Tests;

/// <summary>
/// Security groups as records. Codes: "Error codes" of the EC2 API reference; rules of the default group: VPC user
/// guide, "Default security groups".
/// </summary>
public class SecurityGroupTests
{
    private const string Ec2 = "&Version=2016-11-15";
    private const string Create = "Action=CreateSecurityGroup&GroupName=web&GroupDescription=servers" + Ec2;
    private const string Ssh =
        "Action=AuthorizeSecurityGroupIngress&GroupName=web&IpPermissions.1.IpProtocol=6&IpPermissions.1.FromPort=22"
            + "&IpPermissions.1.ToPort=22"
        + "&IpPermissions.1.IpRanges.1.CidrIp=10.1.2.3/16&IpPermissions.1.IpRanges.1.Description=inside" + Ec2;
    private const string Run = "Action=RunInstances&ImageId=image&MinCount=1&MaxCount=1" + Ec2;

    [Fact]
    public async Task Every_account_has_a_default_group_and_instances_without_another_are_in_it()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();

        (_, XElement groups) = await test.CallAsync("Action=DescribeSecurityGroups" + Ec2);
        (_, XElement run) = await test.CallAsync(Run);

        // Inside of the group everything may come in, and everything may leave.
        groups.Values("groupName").ShouldBe(["default"]);
        groups.All("ipPermissions").Single().First("groupId").ShouldBe(groups.First("groupId"));
        groups.All("ipPermissionsEgress").Single().First("cidrIp").ShouldBe("0.0.0.0/0");
        run.All("groupSet").Last().First("groupName").ShouldBe("default");
    }

    [Fact]
    public async Task A_rule_is_shown_as_it_was_given_without_the_bits_of_a_host()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Create);

        (_, XElement authorized) = await test.CallAsync(Ssh);
        (_, XElement groups) = await test.CallAsync("Action=DescribeSecurityGroups&GroupName.1=web" + Ec2);
        (_, XElement rules) = await test.CallAsync(
            $"Action=DescribeSecurityGroupRules&Filter.1.Name=group-id"
                + $"&Filter.1.Value.1={groups.First("groupId")}" + Ec2);

        XElement permission = groups.All("ipPermissions").Single();
        (permission.First("ipProtocol"), permission.First("fromPort"), permission.First("cidrIp"),
            permission.First("description")).ShouldBe(("tcp", "22", "10.1.0.0/16", "inside"));
        authorized.First("securityGroupRuleId")!.ShouldStartWith("sgr-");
        rules.Values("securityGroupRuleId").ShouldContain(authorized.First("securityGroupRuleId")!);
        rules.Values("isEgress").ShouldBe(["true", "false"]);
    }

    [Fact]
    public async Task A_rule_is_revoked_by_what_it_says_or_by_its_id()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Create, Ssh, Ssh.Replace("Authorize", "Revoke", StringComparison.Ordinal)
            .Replace("&IpPermissions.1.IpRanges.1.Description=inside", "", StringComparison.Ordinal));
        (_, XElement none) = await test.CallAsync("Action=DescribeSecurityGroups&GroupName.1=web" + Ec2);
        string egress = (await test.CallAsync(
            $"Action=DescribeSecurityGroupRules&Filter.1.Name=group-id"
                + $"&Filter.1.Value.1={none.First("groupId")}" + Ec2)).Document.First("securityGroupRuleId")!;

        await test.DoAsync(
            $"Action=RevokeSecurityGroupEgress&GroupId={none.First("groupId")}&SecurityGroupRuleId.1={egress}" + Ec2);
        (_, XElement bare) = await test.CallAsync("Action=DescribeSecurityGroups&GroupName.1=web" + Ec2);

        none.Items("ipPermissions").ShouldBeEmpty();
        none.Items("ipPermissionsEgress").Length.ShouldBe(1);
        bare.Items("ipPermissionsEgress").ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Create, "InvalidGroup.Duplicate")]
    [InlineData("Action=CreateSecurityGroup&GroupName=default&GroupDescription=x" + Ec2, "InvalidParameterValue")]
    [InlineData(
        "Action=CreateSecurityGroup&GroupName=other&GroupDescription=x&VpcId=vpc-0" + Ec2, "InvalidVpcID.NotFound")]
    [InlineData("Action=CreateSecurityGroup&GroupName=other" + Ec2, "MissingParameter")]
    [InlineData("Action=DeleteSecurityGroup&GroupName=default" + Ec2, "CannotDelete")]
    [InlineData("Action=DeleteSecurityGroup&GroupName=none" + Ec2, "InvalidGroup.NotFound")]
    [InlineData("Action=DeleteSecurityGroup" + Ec2, "MissingParameter")]
    [InlineData("Action=DescribeSecurityGroups&GroupId.1=sg-0" + Ec2, "InvalidGroup.NotFound")]
    [InlineData(
        "Action=DescribeSecurityGroups&Filter.1.Name=colour&Filter.1.Value.1=red" + Ec2, "InvalidParameterValue")]
    [InlineData(Ssh, "InvalidPermission.Duplicate")]
    [InlineData("Action=AuthorizeSecurityGroupIngress&GroupName=web" + Ec2, "MissingParameter")]
    [InlineData(
        "Action=AuthorizeSecurityGroupIngress&GroupName=web&IpProtocol=tcp&FromPort=10&ToPort=5"
            + "&CidrIp=0.0.0.0/0" + Ec2, "InvalidParameterValue")]
    [InlineData(
        "Action=AuthorizeSecurityGroupIngress&GroupName=web&IpProtocol=tcp&FromPort=1&ToPort=5"
            + "&CidrIp=0.0.0.0/33" + Ec2, "InvalidParameterValue")]
    [InlineData("Action=AuthorizeSecurityGroupIngress&GroupName=web&IpProtocol=carrier&CidrIp=0.0.0.0/0" + Ec2,
        "InvalidParameterValue")]
    [InlineData(
        "Action=AuthorizeSecurityGroupIngress&GroupName=web&IpPermissions.1.IpProtocol=-1"
            + "&IpPermissions.1.Groups.1.GroupId=sg-0" + Ec2, "InvalidGroup.NotFound")]
    [InlineData(
        "Action=RevokeSecurityGroupIngress&GroupName=web&IpProtocol=udp&FromPort=1&ToPort=1&CidrIp=0.0.0.0/0" + Ec2,
            "InvalidPermission.NotFound")]
    [InlineData(Run + "&SecurityGroupId.1=sg-0", "InvalidGroup.NotFound")]
    [InlineData(Run + "&SecurityGroup.1=none", "InvalidGroup.NotFound")]
    public async Task What_cannot_be_is_refused_by_the_code_of_the_api(string query, string code)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Create, Ssh);

        (await test.FaultAsync(query)).ShouldBe((400, code));
    }

    [Fact]
    public async Task A_group_that_an_instance_has_stays_until_the_instance_is_gone_and_survives_a_restart()
    {
        string folder = Directory.CreateTempSubdirectory("security").FullName;
        await using (TestEndpoint before = await TestEndpoint.OpenAsync(folder: folder))
        {
            await before.DoAsync(Create, Ssh, Run + "&SecurityGroup.1=web");
        }

        await using TestEndpoint after = await TestEndpoint.OpenAsync(folder: folder);
        XElement instance = (await after.InstancesAsync()).Single();
        (int Status, string? Code) used = await after.FaultAsync("Action=DeleteSecurityGroup&GroupName=web" + Ec2);
        await after.DoAsync($"Action=TerminateInstances&InstanceId.1={instance.First("instanceId")}" + Ec2);
        await after.InStateAsync(1, "terminated");
        await after.DoAsync("Action=DeleteSecurityGroup&GroupName=web" + Ec2);
        Directory.Delete(folder, recursive: true);

        instance.All("groupSet").Last().First("groupName").ShouldBe("web");
        used.ShouldBe((400, "DependencyViolation"));
    }
}
