using System.Xml.Linq;

namespace AutoScaling.Tests;

/// <summary>
/// The network interface of instances. Rules and codes: EC2 API reference, RunInstances and DescribeNetworkInterfaces.
/// </summary>
public class NetworkInterfaceTests
{
    private const string Ec2 = "&Version=2016-11-15";
    private const string Run = "Action=RunInstances&ImageId=image&MinCount=1&MaxCount=1" + Ec2;
    private const string Nic = Run + "&NetworkInterface.1.DeviceIndex=0";

    [Fact]
    public async Task An_instance_has_the_interface_that_it_was_launched_with()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        (_, XElement group) = await test.CallAsync("Action=CreateSecurityGroup&GroupName=web&GroupDescription=d" + Ec2);
        string subnet = (await test.CallAsync("Action=DescribeSubnets" + Ec2)).Document.First("subnetId")!;

        await test.DoAsync(
            Nic + $"&NetworkInterface.1.SubnetId={subnet}&NetworkInterface.1.SecurityGroupId.1={group.First("groupId")}"
            + "&NetworkInterface.1.PrivateIpAddress=10.26.1.3&NetworkInterface.1.AssociatePublicIpAddress=false");
        XElement instance = (await test.InStateAsync(1, "running")).Single();
        XElement nic = instance.Items("networkInterfaceSet").Single();

        instance.Values("privateIpAddress").ShouldBe(["10.26.1.3", "10.26.1.3", "10.26.1.3"]);
        instance.First("privateDnsName").ShouldBe("ip-10-26-1-3.ec2.internal");
        (nic.First("subnetId"), nic.First("groupName")).ShouldBe((subnet, "web"));
        instance.All("association").ShouldBeEmpty();
        instance.All("ipAddress").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("private-ip-address", "10.26.1.*", 1)]
    [InlineData("attachment.instance-id", "i-*", 2)]
    [InlineData("group-name", "default", 2)]
    [InlineData("status", "available", 0)]
    public async Task Interfaces_are_found_by_what_they_show(string filter, string value, int count)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Run, Run + "&PrivateIpAddress=10.26.1.3");

        (_, XElement found) = await test.CallAsync(
            $"Action=DescribeNetworkInterfaces&Filter.1.Name={filter}&Filter.1.Value.1={value}" + Ec2);

        found.Items("networkInterfaceSet").Length.ShouldBe(count);
    }

    [Fact]
    public async Task An_interface_is_shown_by_its_id_until_its_instance_is_terminated()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Run);
        XElement instance = (await test.InStateAsync(1, "running")).Single();
        string query =
            $"Action=DescribeNetworkInterfaces&NetworkInterfaceId.1={instance.First("networkInterfaceId")}" + Ec2;

        (_, XElement shown) = await test.CallAsync(query);
        await test.DoAsync($"Action=TerminateInstances&InstanceId.1={instance.First("instanceId")}" + Ec2);
        await test.InStateAsync(1, "terminated");

        shown.First("instanceId").ShouldBe(instance.First("instanceId"));
        (await test.FaultAsync(query)).ShouldBe((400, "InvalidNetworkInterfaceID.NotFound"));
    }

    // Addresses follow from the numbers of instances: the first chosen ones are those of the next.
    [Fact]
    public async Task No_two_instances_have_one_address()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Run + "&PrivateIpAddress=10.0.0.2", Run + "&PrivateIpAddress=10.0.0.3");
        await test.DoAsync(Run.Replace("=1", "=4", StringComparison.Ordinal)
            .Replace("Version=4", "Version=2", StringComparison.Ordinal));

        (_, XElement found) = await test.CallAsync("Action=DescribeNetworkInterfaces" + Ec2);

        string[] addresses = [.. found.Items("networkInterfaceSet")
            .Select(nic => nic.Elements().Single(one => one.Name.LocalName == "privateIpAddress").Value)];
        addresses.Length.ShouldBe(6);
        addresses.Distinct().Count().ShouldBe(6);
    }

    [Theory]
    [InlineData(Nic + "&SubnetId=subnet-0", "InvalidParameterCombination")]
    [InlineData(Nic + "&SecurityGroupId.1=sg-0", "InvalidParameterCombination")]
    [InlineData(Nic + "&PrivateIpAddress=10.0.0.9", "InvalidParameterCombination")]
    [InlineData(Nic + "&NetworkInterface.2.DeviceIndex=1", "UnsupportedOperation")]
    [InlineData(Run + "&NetworkInterface.1.DeviceIndex=1", "InvalidParameterValue")]
    [InlineData(Run + "&NetworkInterface.1.AssociatePublicIpAddress=true", "MissingParameter")]
    [InlineData(Nic + "&NetworkInterface.1.SubnetId=subnet-0", "InvalidSubnetID.NotFound")]
    [InlineData(Nic + "&NetworkInterface.1.NetworkInterfaceId=eni-0", "UnsupportedOperation")]
    [InlineData(Nic + "&NetworkInterface.1.DeleteOnTermination=false", "UnsupportedOperation")]
    [InlineData(Run + "&PrivateIpAddress=192.168.0.1", "InvalidParameterValue")]
    [InlineData(Run + "&PrivateIpAddress=10.1", "InvalidParameterValue")]
    [InlineData(Run + "&PrivateIpAddress=10.0.0.77", "InvalidIPAddress.InUse")]
    [InlineData("Action=RunInstances&ImageId=image&MinCount=1&MaxCount=2&PrivateIpAddress=10.0.0.9" + Ec2,
        "InvalidParameterCombination")]
    [InlineData(
        "Action=DescribeNetworkInterfaces&NetworkInterfaceId.1=eni-0" + Ec2, "InvalidNetworkInterfaceID.NotFound")]
    [InlineData(
        "Action=DescribeNetworkInterfaces&Filter.1.Name=colour&Filter.1.Value.1=red" + Ec2, "InvalidParameterValue")]
    public async Task What_cannot_be_is_refused_by_the_code_of_the_api(string query, string code)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Run + "&PrivateIpAddress=10.0.0.77");

        (await test.FaultAsync(query)).ShouldBe((400, code));
    }
}
