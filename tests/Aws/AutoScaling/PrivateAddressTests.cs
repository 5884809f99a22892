namespace AutoScaling.Tests;

/// <summary>Private addresses of instances. Source of rules and codes: EC2 API reference, RunInstances.</summary>
public class PrivateAddressTests
{
    private const string Ec2 = "&Version=2016-11-15";
    private const string Run = "Action=RunInstances&ImageId=image&MinCount=1&MaxCount=1" + Ec2;

    [Fact]
    public async Task An_instance_has_the_private_address_it_was_launched_with()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();

        await test.DoAsync(Run + "&PrivateIpAddress=10.26.1.3");
        XElement instance = (await test.InStateAsync(1, "running")).Single();

        instance.Values("privateIpAddress").ShouldBe(["10.26.1.3", "10.26.1.3", "10.26.1.3"]);
        instance.First("privateDnsName").ShouldBe("ip-10-26-1-3.ec2.internal");
    }

    // Default addresses are numbered like instances: the two requested ones would be those of the next instances.
    [Fact]
    public async Task No_two_instances_share_a_private_address()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Run + "&PrivateIpAddress=10.0.0.2", Run + "&PrivateIpAddress=10.0.0.3");
        await test.DoAsync(Run.Replace("Count=1", "Count=4", StringComparison.Ordinal));

        string?[] addresses = [.. (await test.InstancesAsync()).Select(one => one.Text("privateIpAddress"))];

        addresses.Length.ShouldBe(6);
        addresses.Distinct(StringComparer.Ordinal).Count().ShouldBe(6);
    }

    [Theory]
    [InlineData(Run + "&PrivateIpAddress=192.168.0.1", "InvalidParameterValue")]
    [InlineData(Run + "&PrivateIpAddress=10.1", "InvalidParameterValue")]
    [InlineData(Run + "&PrivateIpAddress=10.0.0.77", "InvalidIPAddress.InUse")]
    [InlineData("Action=RunInstances&ImageId=image&MinCount=1&MaxCount=2&PrivateIpAddress=10.0.0.9" + Ec2, "InvalidParameterCombination")]
    public async Task An_invalid_EC2_request_is_rejected_with_the_documented_error_code(string query, string code)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Run + "&PrivateIpAddress=10.0.0.77");

        (await test.FaultAsync(query)).ShouldBe((400, code));
    }
}
