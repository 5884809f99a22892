using System.Xml.Linq;
using Scalewright.Providers.AutoScaling;

namespace AutoScaling.Tests;

// AutoScaling API reference: AttachLoadBalancers, AttachLoadBalancerTargetGroups, EnableMetricsCollection.
public class TrafficTests
{
    private const string Groups = "Action=DescribeAutoScalingGroups";

    [Theory]
    [InlineData("LoadBalancers", "LoadBalancerNames", "LoadBalancerName")]
    [InlineData("LoadBalancerTargetGroups", "TargetGroupARNs", "LoadBalancerTargetGroupARN")]
    public async Task What_sends_traffic_to_a_group_is_kept_and_shown(string kind, string list, string member)
    {
        string folder = Directory.CreateTempSubdirectory("traffic-").FullName;
        EndpointOptions options = new() { Signatures = SignatureRule.Off };
        await using TestEndpoint test = await TestEndpoint.OpenAsync(options, folder);
        await FillAsync(test, $"&{list}.member.1=first");
        string describe = $"Action=Describe{kind}&AutoScalingGroupName=g";

        await test.DoAsync(
            $"Action=Attach{kind}&AutoScalingGroupName=g&{list}.member.1=second&{list}.member.2=first");
        await test.RestartAsync(options, folder);
        (_, XElement both) = await test.CallAsync(describe);
        (_, XElement group) = await test.CallAsync(Groups);
        (int Status, string? Code) unknown = await test.FaultAsync(
            $"Action=Detach{kind}&AutoScalingGroupName=g&{list}.member.1=first&{list}.member.2=third");
        await test.DoAsync($"Action=Detach{kind}&AutoScalingGroupName=g&{list}.member.1=first");
        (_, XElement left) = await test.CallAsync(describe);

        both.Values(member).ShouldBe(["first", "second"]);
        both.Values("State").ShouldBe(["Added", "Added"]);
        group.Items(list).Select(one => one.Value).ShouldBe(["first", "second"]);
        unknown.ShouldBe((400, "ValidationError"));
        left.Values(member).ShouldBe(["second"]);
    }

    [Theory]
    [InlineData("Action=AttachLoadBalancers&AutoScalingGroupName=g")]
    [InlineData("Action=AttachLoadBalancers&AutoScalingGroupName=none&LoadBalancerNames.member.1=first")]
    [InlineData("Action=DescribeLoadBalancerTargetGroups&AutoScalingGroupName=none")]
    [InlineData("Action=EnableMetricsCollection&AutoScalingGroupName=g")]
    [InlineData("Action=EnableMetricsCollection&AutoScalingGroupName=g&Granularity=1Hour")]
    [InlineData("Action=EnableMetricsCollection&AutoScalingGroupName=g&Granularity=1Minute&Metrics.member.1=Height")]
    public async Task What_names_nothing_is_refused(string query)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await FillAsync(test);

        (await test.FaultAsync(query)).ShouldBe((400, "ValidationError"));
    }

    [Fact]
    public async Task Metrics_are_enabled_and_disabled_one_by_one_or_all_together()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await FillAsync(test);
        const string Enable = "Action=EnableMetricsCollection&AutoScalingGroupName=g&Granularity=1Minute";
        const string Disable = "Action=DisableMetricsCollection&AutoScalingGroupName=g";

        await test.DoAsync(Enable + "&Metrics.member.1=GroupMaxSize&Metrics.member.2=GroupMinSize");
        string[] two = await EnabledAsync(test);
        await test.DoAsync(Disable + "&Metrics.member.1=GroupMaxSize");
        string[] one = await EnabledAsync(test);
        await test.DoAsync(Enable);
        string[] all = await EnabledAsync(test);
        await test.DoAsync(Disable);

        two.ShouldBe(["GroupMinSize", "GroupMaxSize"]);
        one.ShouldBe(["GroupMinSize"]);
        all.Length.ShouldBe(20);
        (await EnabledAsync(test)).ShouldBeEmpty();
    }

    // Verified against AWS by moto (its test test_update_unknown_group).
    [Fact]
    public async Task A_change_of_no_group_is_answered_in_the_words_of_AWS()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();

        (_, XElement document) = await test.CallAsync(
            "Action=UpdateAutoScalingGroup&AutoScalingGroupName=none&MinSize=1");

        document.First("Message").ShouldBe("AutoScalingGroup name not found - null");
    }

    private static async Task<string[]> EnabledAsync(TestEndpoint test)
    {
        (_, XElement document) = await test.CallAsync(Groups);
        return document.Values("Metric");
    }

    private static Task FillAsync(TestEndpoint test, string more = "") => test.DoAsync(
        "Action=CreateLaunchConfiguration&LaunchConfigurationName=lc&ImageId=image&InstanceType=m1.small",
        "Action=CreateAutoScalingGroup&AutoScalingGroupName=g&LaunchConfigurationName=lc&MinSize=0&MaxSize=4"
            + "&AvailabilityZones.member.1=a" + more);
}
