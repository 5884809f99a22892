namespace AutoScaling.Tests;

/// <summary>Security groups. Sources: "Error codes" of EC2; VPC user guide, "Default security groups".</summary>
public class SecurityGroupTests
{
    private const string Ec2 = "&Version=2016-11-15";
    private const string Create = "Action=CreateSecurityGroup&GroupName=web&GroupDescription=servers" + Ec2;
    private const string Run = "Action=RunInstances&ImageId=image&MinCount=1&MaxCount=1" + Ec2;

    [Fact]
    public async Task An_instance_without_a_security_group_is_in_the_default_group_of_the_account()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();

        (_, XElement groups) = await test.CallAsync("Action=DescribeSecurityGroups" + Ec2);
        (_, XElement run) = await test.CallAsync(Run);

        groups.Values("groupName").ShouldBe(["default"]);
        groups.Items("ipPermissions").ShouldBeEmpty();
        groups.Items("ipPermissionsEgress").ShouldBeEmpty();
        run.All("groupSet").Last().First("groupName").ShouldBe("default");
    }

    [Theory]
    [InlineData(Create, "InvalidGroup.Duplicate")]
    [InlineData("Action=CreateSecurityGroup&GroupName=default&GroupDescription=x" + Ec2, "InvalidParameterValue")]
    [InlineData("Action=CreateSecurityGroup&GroupName=other&GroupDescription=x&VpcId=vpc-0" + Ec2, "InvalidVpcID.NotFound")]
    [InlineData("Action=CreateSecurityGroup&GroupName=other" + Ec2, "MissingParameter")]
    [InlineData("Action=DeleteSecurityGroup&GroupName=default" + Ec2, "CannotDelete")]
    [InlineData("Action=DeleteSecurityGroup&GroupName=none" + Ec2, "InvalidGroup.NotFound")]
    [InlineData("Action=DeleteSecurityGroup" + Ec2, "MissingParameter")]
    [InlineData("Action=DescribeSecurityGroups&GroupId.1=sg-0" + Ec2, "InvalidGroup.NotFound")]
    [InlineData("Action=DescribeSecurityGroups&Filter.1.Name=colour&Filter.1.Value.1=red" + Ec2, "InvalidParameterValue")]
    [InlineData(Run + "&SecurityGroupId.1=sg-0", "InvalidGroup.NotFound")]
    [InlineData(Run + "&SecurityGroup.1=none", "InvalidGroup.NotFound")]
    public async Task An_invalid_EC2_request_is_rejected_with_the_documented_error_code(string query, string code)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Create);

        (await test.FaultAsync(query)).ShouldBe((400, code));
    }

    [Fact]
    public async Task A_security_group_in_use_survives_a_restart_and_cannot_be_deleted()
    {
        string folder = Directory.CreateTempSubdirectory("security").FullName;
        await using (TestEndpoint before = await TestEndpoint.OpenAsync(folder: folder))
        {
            await before.DoAsync(Create, Run + "&SecurityGroup.1=web");
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
