namespace AutoScaling.Tests;

// AutoScaling API reference: EnableMetricsCollection and DisableMetricsCollection.
public class MetricsCollectionTests
{
    private const string Groups = "Action=DescribeAutoScalingGroups";

    [Theory]
    [InlineData("Action=EnableMetricsCollection&AutoScalingGroupName=g")]
    [InlineData("Action=EnableMetricsCollection&AutoScalingGroupName=g&Granularity=1Hour")]
    [InlineData("Action=EnableMetricsCollection&AutoScalingGroupName=g&Granularity=1Minute&Metrics.member.1=Height")]
    public async Task A_missing_or_unknown_granularity_or_metric_is_rejected(string query)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await FillAsync(test);

        (await test.FaultAsync(query)).ShouldBe((400, "ValidationError"));
    }

    [Fact]
    public async Task Metrics_can_be_enabled_and_disabled_individually_or_all_together()
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

    private static async Task<string[]> EnabledAsync(TestEndpoint test)
    {
        (_, XElement document) = await test.CallAsync(Groups);
        return document.Values("Metric");
    }

    private static Task FillAsync(TestEndpoint test) =>
        test.DoAsync(
            "Action=CreateLaunchConfiguration&LaunchConfigurationName=lc&ImageId=image&InstanceType=m1.small",
            "Action=CreateAutoScalingGroup&AutoScalingGroupName=g&LaunchConfigurationName=lc&MinSize=0&MaxSize=4"
                + "&AvailabilityZones.member.1=a"
        );
}
