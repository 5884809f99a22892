namespace AutoScaling.Tests;

/// <summary>Status and attributes of instances. Source of rules and codes: EC2 API reference of the actions.</summary>
public class InstanceAttributeTests
{
    private const string Ec2 = "&Version=2016-11-15";
    private const string Run = "Action=RunInstances&ImageId=image&InstanceType=m1.small&MinCount=1&MaxCount=1" + Ec2;

    [Fact]
    public async Task The_status_of_a_stopped_instance_is_listed_only_with_IncludeAllInstances()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Run);
        string id = await RunningAsync(test);
        (_, XElement running) = await test.CallAsync("Action=DescribeInstanceStatus" + Ec2);

        await test.DoAsync($"Action=StopInstances&InstanceId.1={id}" + Ec2);
        await test.InStateAsync(1, "stopped");
        (_, XElement none) = await test.CallAsync("Action=DescribeInstanceStatus" + Ec2);
        (_, XElement all) = await test.CallAsync(
            "Action=DescribeInstanceStatus&IncludeAllInstances=true&Filter.1.Name=instance-state-name&Filter.1.Value.1=stop*" + Ec2
        );

        running.Values("status").ShouldBe(["ok", "passed", "ok", "passed"]);
        none.Items("instanceStatusSet").ShouldBeEmpty();
        all.Values("status").ShouldBe(["not-applicable", "not-applicable"]);
    }

    [Theory, Trait(Category.Name, Category.Campaign)]
    [InlineData("instanceType", "InstanceType.Value=m1.large", "m1.large")]
    [InlineData("userData", "UserData.Value=aGVsbG8=", "aGVsbG8=")]
    [InlineData("disableApiTermination", "DisableApiTermination.Value=true", "true")]
    [InlineData("disableApiStop", "Attribute=disableApiStop&Value=true", "true")]
    [InlineData("sourceDestCheck", "SourceDestCheck.Value=false", "false")]
    [InlineData("ebsOptimized", "EbsOptimized.Value=true", "true")]
    [InlineData("kernel", "Kernel.Value=aki-1", "aki-1")]
    [InlineData("ramdisk", "Ramdisk.Value=ari-1", "ari-1")]
    public async Task An_attribute_of_a_stopped_instance_is_changed_and_shown(string attribute, string change, string value)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Run);
        string id = await RunningAsync(test);
        await test.DoAsync($"Action=StopInstances&InstanceId.1={id}" + Ec2);
        await test.InStateAsync(1, "stopped");

        await test.DoAsync(
            $"Action=ModifyInstanceAttribute&InstanceId={id}"
                + $"&{change.Replace("aGVsbG8=", "aGVsbG8%3D", StringComparison.Ordinal)}"
                + Ec2
        );
        (_, XElement shown) = await test.CallAsync($"Action=DescribeInstanceAttribute&InstanceId={id}&Attribute={attribute}" + Ec2);

        shown.All(attribute).Single().First("value").ShouldBe(value);
    }

    [Fact]
    public async Task A_modified_instance_type_takes_effect_when_the_instance_starts()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Run);
        string id = await RunningAsync(test);

        await test.DoAsync($"Action=StopInstances&InstanceId.1={id}" + Ec2);
        await test.InStateAsync(1, "stopped");
        await test.DoAsync(
            $"Action=ModifyInstanceAttribute&InstanceId={id}&InstanceType.Value=m1.large" + Ec2,
            $"Action=StartInstances&InstanceId.1={id}" + Ec2
        );
        await test.InStateAsync(1, "running");

        test.Cluster.Topology.Nodes.Single(node => node.Name == id).Annotations["instance_type"].ShouldBe("m1.large");
    }

    [Theory]
    [InlineData("disableApiTermination", "DisableApiTermination", "TerminateInstances")]
    [InlineData("disableApiStop", "DisableApiStop", "StopInstances")]
    public async Task A_protected_instance_cannot_be_terminated_or_stopped(string attribute, string parameter, string action)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync($"{Run}&{parameter}=true");
        string id = await RunningAsync(test);

        (int Status, XElement Document) refused = await test.CallAsync($"Action={action}&InstanceId.1={id}" + Ec2);
        await test.DoAsync(
            $"Action=ModifyInstanceAttribute&InstanceId={id}&{parameter}.Value=false" + Ec2,
            $"Action={action}&InstanceId.1={id}" + Ec2
        );

        (refused.Status, refused.Document.First("Code")).ShouldBe((400, "OperationNotPermitted"));
        refused.Document.First("Message")!.ShouldContain($"'{attribute}'");
    }

    [Theory]
    [InlineData("Action=DescribeInstanceAttribute&Attribute=Kernel&InstanceId=ID" + Ec2, "InvalidParameterValue")]
    [InlineData("Action=DescribeInstanceAttribute&Attribute=kernel&InstanceId=i-0" + Ec2, "InvalidInstanceID.NotFound")]
    [InlineData("Action=ModifyInstanceAttribute&InstanceId=ID" + Ec2, "MissingParameter")]
    [InlineData("Action=ModifyInstanceAttribute&InstanceId=ID&InstanceType.Value=m1.large" + Ec2, "IncorrectInstanceState")]
    [InlineData("Action=ModifyInstanceAttribute&InstanceId=ID&SourceDestCheck.Value=maybe" + Ec2, "InvalidParameterValue")]
    [InlineData(
        "Action=ModifyInstanceAttribute&InstanceId=ID&SourceDestCheck.Value=true&DisableApiStop.Value=true" + Ec2,
        "InvalidParameterCombination"
    )]
    [InlineData("Action=ModifyInstanceAttribute&InstanceId=ID&Attribute=colour&Value=red" + Ec2, "InvalidParameterValue")]
    [InlineData("Action=ModifyInstanceAttribute&InstanceId=ID&GroupId.1=sg-0" + Ec2, "InvalidGroup.NotFound")]
    [InlineData("Action=ModifyInstanceAttribute&InstanceId=ID&Kernel.Value=aki-0" + Ec2, "IncorrectInstanceState")]
    [InlineData("Action=ModifyInstanceAttribute&InstanceId=ID&SriovNetSupport.Value=simple" + Ec2, "UnsupportedOperation")]
    [InlineData("Action=ModifyInstanceMetadataOptions&InstanceId=i-0" + Ec2, "InvalidInstanceID.NotFound")]
    [InlineData("Action=ModifyInstanceMetadataOptions&InstanceId=ID&HttpTokens=maybe" + Ec2, "InvalidParameterValue")]
    [InlineData("Action=ModifyInstanceMetadataOptions&InstanceId=ID&HttpPutResponseHopLimit=65" + Ec2, "InvalidParameterValue")]
    [InlineData("Action=DescribeInstanceStatus&InstanceId.1=i-0" + Ec2, "InvalidInstanceID.NotFound")]
    public async Task An_invalid_EC2_request_is_rejected_with_the_documented_error_code(string query, string code)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Run);
        string id = await RunningAsync(test);

        (await test.FaultAsync(query.Replace("ID&", id + "&", StringComparison.Ordinal))).ShouldBe((400, code));
    }

    [Fact]
    public async Task Metadata_options_of_an_instance_can_be_modified_individually()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Run + "&MetadataOptions.HttpTokens=required");
        string id = await RunningAsync(test);

        await test.DoAsync(
            $"Action=ModifyInstanceMetadataOptions&InstanceId={id}&HttpPutResponseHopLimit=2&HttpProtocolIpv6=enabled" + Ec2
        );
        XElement options = (await test.InstancesAsync()).Single().All("metadataOptions").Single();

        options.Elements().Select(element => element.Value).ShouldBe(["applied", "required", "2", "enabled", "enabled", "disabled"]);
    }

    // AWS CLI reference, describe-instance-attribute.
    [Fact]
    public async Task The_groupSet_attribute_contains_only_group_ids()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Run);
        string id = await RunningAsync(test);

        (_, XElement shown) = await test.CallAsync($"Action=DescribeInstanceAttribute&InstanceId={id}&Attribute=groupSet" + Ec2);

        shown.Items("groupSet").Single().Elements().Select(element => element.Name.LocalName).ShouldBe(["groupId"]);
    }

    private static async Task<string> RunningAsync(TestEndpoint test) =>
        (await test.InStateAsync(1, "running")).Single().First("instanceId")!;
}
