namespace AutoScaling.Tests;

/// <summary>Security groups. Sources: "Error codes" of EC2; VPC user guide, "Default security groups".</summary>
public class SecurityGroupTests
{
    private const string Ec2 = "&Version=2016-11-15";
    private const string Create = "Action=CreateSecurityGroup&GroupName=web&GroupDescription=servers" + Ec2;
    private const string Run = "Action=RunInstances&ImageId=image&MinCount=1&MaxCount=1" + Ec2;

    [Fact]
    public async Task Every_account_has_a_default_group_and_instances_without_another_are_in_it()
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
    [InlineData(
        "Action=CreateSecurityGroup&GroupName=other&GroupDescription=x&VpcId=vpc-0" + Ec2, "InvalidVpcID.NotFound")]
    [InlineData("Action=CreateSecurityGroup&GroupName=other" + Ec2, "MissingParameter")]
    [InlineData("Action=DeleteSecurityGroup&GroupName=default" + Ec2, "CannotDelete")]
    [InlineData("Action=DeleteSecurityGroup&GroupName=none" + Ec2, "InvalidGroup.NotFound")]
    [InlineData("Action=DeleteSecurityGroup" + Ec2, "MissingParameter")]
    [InlineData("Action=DescribeSecurityGroups&GroupId.1=sg-0" + Ec2, "InvalidGroup.NotFound")]
    [InlineData(
        "Action=DescribeSecurityGroups&Filter.1.Name=colour&Filter.1.Value.1=red" + Ec2, "InvalidParameterValue")]
    [InlineData(Run + "&SecurityGroupId.1=sg-0", "InvalidGroup.NotFound")]
    [InlineData(Run + "&SecurityGroup.1=none", "InvalidGroup.NotFound")]
    public async Task What_cannot_be_is_refused_by_the_code_of_the_api(string query, string code)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Create);

        (await test.FaultAsync(query)).ShouldBe((400, code));
    }

    [Fact]
    public async Task A_group_that_an_instance_has_stays_until_the_instance_is_gone_and_survives_a_restart()
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
