namespace AutoScaling.Tests;

/// <summary>
/// Several target-tracking policies on a group. Source: Amazon EC2 Auto Scaling User Guide, target tracking ("scale out
/// if any of the target tracking policies are ready for scale out, but scale in only if all of them, with the scale-in
/// portion enabled, are ready"). A metric is low after 15 one-minute points below 90 % of its target. It is high after
/// 3 points above its target. The new size is ceil(size * value / target).
/// </summary>
public class TrackingPolicyTests
{
    private const string Cpu = "ASGAverageCPUUtilization";
    private const string Network = "ASGAverageNetworkIn";
    private const string Launch = "Action=CreateLaunchConfiguration&LaunchConfigurationName=lc&ImageId=image&InstanceType=m1.small";
    private const string Group =
        "Action=CreateAutoScalingGroup&LaunchConfigurationName=lc&AutoScalingGroupName=g&AvailabilityZones.member.1=a&MinSize=1&MaxSize=9&DesiredCapacity=4";

    private readonly HandClock _clock = new();

    [Fact]
    public async Task A_group_scales_in_only_if_all_metrics_are_low_and_to_the_largest_desired_size()
    {
        await using TestEndpoint test = await OpenAsync(Policy("cpu", Cpu, 50), Policy("network", Network, 100));

        (await PointsAsync(test, 15, cpu: 20, network: 100)).ShouldAllBe(size => size == 4);
        int[] sizes = await PointsAsync(test, 15, cpu: 20, network: 10);

        // ceil(4 * 20 / 50) = 2 and ceil(4 * 10 / 100) = 1.
        sizes[..14].ShouldAllBe(size => size == 4);
        sizes[14].ShouldBe(2);
    }

    [Fact]
    public async Task A_group_scales_out_if_one_metric_is_high_while_another_is_low()
    {
        await using TestEndpoint test = await OpenAsync(Policy("cpu", Cpu, 50), Policy("network", Network, 100));

        (await PointsAsync(test, 15, cpu: 50, network: 10)).ShouldAllBe(size => size == 4);

        (await PointsAsync(test, 3, cpu: 90, network: 10)).ShouldBe([4, 4, 8]);
    }

    [Fact]
    public async Task The_larger_size_of_two_scale_out_policies_is_used()
    {
        await using TestEndpoint test = await OpenAsync(Policy("careful", Cpu, 80), Policy("eager", Cpu, 60));

        (await PointsAsync(test, 3, cpu: 100)).ShouldBe([4, 4, 7]);
    }

    [Fact]
    public async Task A_metric_that_rises_again_prevents_scale_in_until_it_is_low_long_enough()
    {
        await using TestEndpoint test = await OpenAsync(Policy("cpu", Cpu, 50), Policy("network", Network, 100));
        await PointsAsync(test, 15, cpu: 20, network: 100);
        await PointsAsync(test, 1, cpu: 50, network: 100);

        (await PointsAsync(test, 14, cpu: 20, network: 10)).ShouldAllBe(size => size == 4);
        (await PointsAsync(test, 1, cpu: 20, network: 10)).ShouldBe([2]);
    }

    [Fact]
    public async Task A_metric_without_recent_values_prevents_scale_in()
    {
        await using TestEndpoint test = await OpenAsync(Policy("cpu", Cpu, 50), Policy("network", Network, 100));
        await PointsAsync(test, 15, cpu: 20, network: 100);

        (await PointsAsync(test, 20, network: 10)).ShouldAllBe(size => size == 4);
    }

    [Fact]
    public async Task A_manual_size_change_discards_earlier_policy_decisions()
    {
        await using TestEndpoint test = await OpenAsync(Policy("cpu", Cpu, 50), Policy("network", Network, 100));
        await PointsAsync(test, 15, cpu: 20, network: 100);
        await test.DoAsync("Action=SetDesiredCapacity&AutoScalingGroupName=g&DesiredCapacity=5");
        await test.InServiceAsync(5);

        // The alarm of cpu restarts with the new size, so its 15 points are complete together with those of network.
        (await PointsAsync(test, 14, cpu: 20, network: 10)).ShouldAllBe(size => size == 5);
        (await PointsAsync(test, 1, cpu: 20, network: 10)).ShouldBe([2]);
    }

    [Fact]
    public async Task A_policy_with_DisableScaleIn_neither_scales_in_nor_blocks_other_policies()
    {
        await using TestEndpoint test = await OpenAsync(
            Policy("cpu", Cpu, 50),
            Policy("network", Network, 100) + "&TargetTrackingConfiguration.DisableScaleIn=true"
        );

        int[] sizes = await PointsAsync(test, 15, cpu: 20, network: 100);
        sizes[14].ShouldBe(2);
        await test.InServiceAsync(2);

        (await PointsAsync(test, 20, cpu: 50, network: 10)).ShouldAllBe(size => size == 2);
        (await PointsAsync(test, 3, cpu: 50, network: 150))[2].ShouldBe(3);
    }

    [Fact]
    public async Task DisableScaleIn_of_a_policy_is_described_and_survives_a_restart()
    {
        string folder = Directory.CreateTempSubdirectory("tracking").FullName;
        await using (TestEndpoint before = await TestEndpoint.OpenAsync(folder: folder))
        {
            await before.DoAsync(
                Launch,
                Group,
                Policy("cpu", Cpu, 50) + "&TargetTrackingConfiguration.DisableScaleIn=true",
                Policy("network", Network, 100)
            );
            (await DisabledAsync(before)).ShouldBe(["true", "false"]);
        }

        await using TestEndpoint after = await TestEndpoint.OpenAsync(folder: folder);
        (await DisabledAsync(after)).ShouldBe(["true", "false"]);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_replaced_policy_restarts_and_a_deleted_policy_is_ignored()
    {
        await using TestEndpoint test = await OpenAsync(Policy("cpu", Cpu, 50), Policy("network", Network, 100));
        await PointsAsync(test, 15, cpu: 20, network: 100);
        await test.DoAsync(Policy("cpu", Cpu, 50));

        (await PointsAsync(test, 14, cpu: 20, network: 10)).ShouldAllBe(size => size == 4);
        await test.DoAsync("Action=DeletePolicy&AutoScalingGroupName=g&PolicyName=network");
        (await PointsAsync(test, 1, cpu: 20)).ShouldBe([2]);
    }

    [Fact]
    public async Task Values_of_instances_are_averaged()
    {
        await using TestEndpoint test = await OpenAsync(Policy("cpu", Cpu, 50));
        string[] ids = [.. (await test.InServiceAsync(4)).Select(instance => instance.Text("InstanceId")!)];
        List<int> sizes = [];
        for (int minute = 0; minute < 3; minute++)
        {
            _clock.Now += TimeSpan.FromMinutes(1);
            sizes.Add(
                await test.Endpoint.PutMetricDataAsync(
                    "g",
                    Cpu,
                    new Dictionary<string, double>
                    {
                        [ids[0]] = 50,
                        [ids[1]] = 100,
                        ["i-gone"] = 900,
                    }.ToValueMap()
                )
            );
        }

        // ceil(4 * 75 / 50).
        sizes.ShouldBe([4, 4, 6]);
    }

    private static string Policy(string name, string metric, double target) =>
        $"Action=PutScalingPolicy&AutoScalingGroupName=g&PolicyName={name}&PolicyType=TargetTrackingScaling&TargetTrackingConfiguration.TargetValue={target}&TargetTrackingConfiguration.PredefinedMetricSpecification.PredefinedMetricType={metric}";

    private static async Task<string[]> DisabledAsync(TestEndpoint test)
    {
        (int _, XElement document) = await test.CallAsync("Action=DescribePolicies");
        return [.. document.Descendants().Where(element => element.Name.LocalName == "DisableScaleIn").Select(element => element.Value)];
    }

    private async Task<TestEndpoint> OpenAsync(params string[] policies)
    {
        TestEndpoint test = await TestEndpoint.OpenAsync(
            new AutoScalingEndpointOptions { SignatureValidation = SignatureValidation.Off, Clock = _clock }
        );
        await test.DoAsync([Launch, Group, .. policies]);
        await test.InServiceAsync(4);
        return test;
    }

    private async Task<int[]> PointsAsync(TestEndpoint test, int count, double? cpu = null, double? network = null)
    {
        int[] sizes = new int[count];
        for (int point = 0; point < count; point++)
        {
            _clock.Now += TimeSpan.FromMinutes(1);
            sizes[point] = cpu is { } load ? await test.Endpoint.PutMetricDataAsync("g", Cpu, load) : 0;
            sizes[point] = network is { } bytes ? await test.Endpoint.PutMetricDataAsync("g", Network, bytes) : sizes[point];
        }

        return sizes;
    }
}
