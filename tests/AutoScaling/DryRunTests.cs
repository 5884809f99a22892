using System.Xml.Linq;
using Scalewright.Providers.AutoScaling;
using Scalewright.Providers.AutoScaling.Actions;

namespace AutoScaling.Tests;

// EC2 API reference, common parameter DryRun: DryRunOperation (412) when the call would be allowed, and nothing is done.
public class DryRunTests
{
    private const string Ec2 = "&Version=2016-11-15";
    private const string Run = "Action=RunInstances&ImageId=image&MinCount=1&MaxCount=1" + Ec2;

    [Theory]
    [InlineData(Run)]
    [InlineData("Action=TerminateInstances&InstanceId.1={0}" + Ec2)]
    [InlineData("Action=DescribeInstances" + Ec2)]
    [InlineData("Action=CreateTags&ResourceId.1={0}&Tag.1.Key=a&Tag.1.Value=b" + Ec2)]
    [InlineData("Action=DeleteTags&ResourceId.1={0}&Tag.1.Key=kept" + Ec2)]
    [InlineData("Action=DescribeTags" + Ec2)]
    public async Task A_dry_run_answers_that_it_is_one_and_changes_nothing(string action)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Run + "&TagSpecification.1.ResourceType=instance&TagSpecification.1.Tag.1.Key=kept&TagSpecification.1.Tag.1.Value=x");
        XElement before = (await test.InStateAsync(1, "running"))[0];

        (int Status, string? Code) fault = await test.FaultAsync(string.Format(null, action, before.Text("instanceId")) + "&DryRun=true");
        XElement after = (await test.InstancesAsync()).ShouldHaveSingleItem();

        fault.ShouldBe((412, "DryRunOperation"));
        after.ToString().ShouldBe(before.ToString());
    }

    [Theory]
    [InlineData("Action=TerminateInstances&InstanceId.1=i-0&DryRun=true" + Ec2, "InvalidInstanceID.NotFound")]
    [InlineData("Action=RunInstances&MinCount=1&MaxCount=1&DryRun=true" + Ec2, "MissingParameter")]
    public async Task A_dry_run_of_what_cannot_be_says_so(string query, string code)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();

        (int Status, string? Code) fault = await test.FaultAsync(query);

        fault.ShouldBe((400, code));
    }

    [Fact]
    public async Task A_dry_run_proves_who_sent_it_like_any_call()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(new EndpointOptions { Keys = [TestEndpoint.Key] });

        (int Status, string? Code) fault = await test.FaultAsync(Run + "&DryRun=true");

        fault.ShouldBe((403, "MissingAuthenticationToken"));
    }

    [Fact]
    public void Every_action_of_EC2_knows_the_dry_run()
    {
        string[] without = [.. ActionTable.Of(WireService.Ec2).Where(action => action.Value.Parameters.Find("DryRun") is null).Select(action => action.Key)];

        without.ShouldBeEmpty();
    }
}
