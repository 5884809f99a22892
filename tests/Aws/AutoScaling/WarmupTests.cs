namespace AutoScaling.Tests;

/// <summary>
/// Instances that warm up, disabled policies, and customized metrics. Sources: Amazon EC2 Auto Scaling User Guide, "Set
/// the default instance warmup" and "Step scaling policies"; API reference, PutScalingPolicy (EstimatedInstanceWarmup,
/// Enabled) and CustomizedMetricSpecification. Warming instances do not count toward the metrics of the group. A step
/// policy adds only the difference. No instance is removed while others warm up. A metric is high after 3 one-minute
/// points above its target. The new size is ceil((size - warming) * value / target).
/// </summary>
public class WarmupTests
{
    private const string Cpu = "ASGAverageCPUUtilization";
    private const string Launch = "Action=CreateLaunchConfiguration&LaunchConfigurationName=lc&ImageId=image&InstanceType=m1.small";
    private const string Group =
        "Action=CreateAutoScalingGroup&LaunchConfigurationName=lc&AutoScalingGroupName=g&AvailabilityZones.member.1=a&MinSize=1&MaxSize=40&DesiredCapacity=4";
    private const string Tracking =
        "Action=PutScalingPolicy&AutoScalingGroupName=g&PolicyName=p&PolicyType=TargetTrackingScaling&TargetTrackingConfiguration.TargetValue=50";
    private const string OfCpu = "&TargetTrackingConfiguration.PredefinedMetricSpecification.PredefinedMetricType=" + Cpu;
    private const string Custom = "&TargetTrackingConfiguration.CustomizedMetricSpecification.";
    private const string OfQueue =
        Custom
        + "Namespace=Shop"
        + Custom
        + "MetricName=QueueLength"
        + Custom
        + "Dimensions.member.1.Name=Queue"
        + Custom
        + "Dimensions.member.1.Value=orders";
    private const string Steps =
        "Action=PutScalingPolicy&AutoScalingGroupName=g&PolicyName=s&PolicyType=StepScaling&AdjustmentType=ChangeInCapacity&EstimatedInstanceWarmup=120"
        + "&StepAdjustments.member.1.MetricIntervalLowerBound=0&StepAdjustments.member.1.MetricIntervalUpperBound=10&StepAdjustments.member.1.ScalingAdjustment=1"
        + "&StepAdjustments.member.2.MetricIntervalLowerBound=10&StepAdjustments.member.2.ScalingAdjustment=3&StepAdjustments.member.3.MetricIntervalUpperBound=0&StepAdjustments.member.3.ScalingAdjustment=-1";

    private static readonly CustomMetric Orders = new("Shop", "QueueLength")
    {
        Dimensions = ValueMap<string>.Empty.With("Queue", "orders"),
    };

    private readonly HandClock _clock = new();

    [Theory]
    [InlineData("&EstimatedInstanceWarmup=600", "", 5)]
    [InlineData("&EstimatedInstanceWarmup=0", "", 0)]
    [InlineData("", "&DefaultCooldown=600", 5)]
    [InlineData("", "&DefaultCooldown=600&DefaultInstanceWarmup=0", 0)]
    [InlineData("&EstimatedInstanceWarmup=0", "&DefaultInstanceWarmup=600", 0)]
    public async Task The_warm_up_time_of_an_instance_comes_from_its_policy_or_else_its_group(
        string ofPolicy,
        string ofGroup,
        int stillHeld
    )
    {
        await using TestEndpoint test = await OpenAsync(Group + ofGroup, Tracking + OfCpu + ofPolicy);
        _clock.Now += TimeSpan.FromMinutes(11);
        (await PointsAsync(test, 3, Cpu, 100)).ShouldBe([4, 4, 8]);
        await test.InServiceAsync(8);

        // ceil((8 - 4) * 100 / 50) is 8 while four warm up, ceil(8 * 100 / 50) is 16 when none does.
        int[] sizes = await PointsAsync(test, 3 + stillHeld, Cpu, 100);

        sizes[2].ShouldBe(stillHeld > 0 ? 8 : 16);
        (stillHeld > 0 ? (await PointsAsync(test, 8, Cpu, 100))[^1] : sizes[^1]).ShouldBe(16);
    }

    [Fact]
    public async Task Instances_that_warm_up_are_excluded_from_the_mean()
    {
        await using TestEndpoint test = await OpenAsync(Group, Tracking + OfCpu + "&EstimatedInstanceWarmup=600");
        string[] old = [.. (await test.InServiceAsync(4)).Select(instance => instance.Text("InstanceId")!)];
        await PointsAsync(test, 3, Cpu, 100);
        XElement[] eight = await test.InServiceAsync(8);
        Dictionary<string, double> told = eight
            .Select(instance => instance.Text("InstanceId")!)
            .ToDictionary(id => id, id => old.Contains(id) ? 150.0 : 0, StringComparer.Ordinal);

        // The four warm instances report 150: ceil((8 - 4) * 150 / 50). The mean of all eight would be 75: size 8.
        (await PointsAsync(test, 3, Cpu, told)).ShouldBe([8, 8, 12]);
    }

    // User Guide: "[...] instances in the warmup period are counted as part of the current capacity". So of three
    // instances, two are added.
    [Fact]
    public async Task A_step_policy_counts_warming_instances_toward_the_capacity_it_adds()
    {
        await using TestEndpoint test = await OpenAsync(Group, Steps);

        await ExecuteAsync(test, 55);
        (await DesiredAsync(test)).ShouldBe(5);
        await test.InServiceAsync(5);
        await ExecuteAsync(test, 55);
        (await DesiredAsync(test)).ShouldBe(5);
        await ExecuteAsync(test, 65);
        (await DesiredAsync(test)).ShouldBe(7);
        await test.InServiceAsync(7);
        await ExecuteAsync(test, 45);
        (await DesiredAsync(test)).ShouldBe(7, "nothing is taken away while instances warm up");
        _clock.Now += TimeSpan.FromSeconds(121);
        await ExecuteAsync(test, 65);
        (await DesiredAsync(test)).ShouldBe(10);
    }

    [Fact]
    public async Task A_disabled_policy_does_nothing_until_it_is_enabled()
    {
        await using TestEndpoint test = await OpenAsync(Group, Tracking + OfCpu + "&Enabled=false", Steps + "&Enabled=false");

        (await PointsAsync(test, 5, Cpu, 100)).ShouldAllBe(size => size == 4);
        (await test.FaultAsync("Action=ExecutePolicy&AutoScalingGroupName=g&PolicyName=s&MetricValue=65&BreachThreshold=50")).ShouldBe(
            (400, "ValidationError")
        );
        (await DescribedAsync(test, "Enabled")).ShouldBe(["false", "false"]);
        await test.DoAsync(Tracking + OfCpu + "&Enabled=true", Steps);
        (await DescribedAsync(test, "Enabled")).ShouldBe(["true", "true"]);

        (await PointsAsync(test, 3, Cpu, 100)).ShouldBe([4, 4, 8]);
    }

    [Fact]
    public async Task A_disabled_policy_does_not_block_scale_in_by_another_policy()
    {
        await using TestEndpoint test = await OpenAsync(
            Group,
            Tracking + OfCpu,
            Tracking.Replace("=p&", "=q&", StringComparison.Ordinal) + OfQueue + Custom + "Statistic=Average&Enabled=false"
        );

        (await PointsAsync(test, 15, Cpu, 20))[14].ShouldBe(2);
    }

    [Fact]
    public async Task A_customized_metric_is_matched_by_namespace_name_and_dimensions()
    {
        await using TestEndpoint test = await OpenAsync(Group, Tracking + OfQueue + Custom + "Statistic=Average");

        (await PointsAsync(test, 4, "QueueLength", 100)).ShouldAllBe(size => size == 4);
        (await PointsAsync(test, 4, new CustomMetric("Shop", "QueueLength").Id, 100)).ShouldAllBe(size => size == 4);
        (await PointsAsync(test, 4, (Orders with { Namespace = "Other" }).Id, 100)).ShouldAllBe(size => size == 4);
        (await PointsAsync(test, 3, Orders.Id, 100)).ShouldBe([4, 4, 8]);
    }

    [Theory]
    [InlineData("Average", 7)]
    [InlineData("Minimum", 4)]
    [InlineData("Maximum", 10)]
    [InlineData("Sum", 28)]
    [InlineData("SampleCount", 4)]
    public async Task Instance_values_are_aggregated_by_the_statistic_of_the_policy(string statistic, int size)
    {
        await using TestEndpoint test = await OpenAsync(Group, Tracking + OfQueue + Custom + "Statistic=" + statistic);
        double[] values = [50, 80, 95, 125];
        Dictionary<string, double> told = (await test.InServiceAsync(4))
            .Zip(values)
            .ToDictionary(pair => pair.First.Text("InstanceId")!, pair => pair.Second, StringComparer.Ordinal);

        // Mean 87.5, min 50, max 125, sum 350, count 4: ceil(4 * value / 50), and no scale-out at 50 or below.
        (await PointsAsync(test, 3, Orders.Id, told))[2].ShouldBe(size);
    }

    [Fact]
    public async Task A_policy_with_a_customized_metric_is_described_and_survives_a_restart()
    {
        string folder = Directory.CreateTempSubdirectory("warmup").FullName;
        string put = Tracking + OfQueue + Custom + "Statistic=Sum" + Custom + "Unit=Count&EstimatedInstanceWarmup=90&Enabled=false";
        string before;
        await using (TestEndpoint test = await TestEndpoint.OpenAsync(folder: folder))
        {
            await test.DoAsync(Launch, Group + "&DefaultInstanceWarmup=45", put);
            before = await PolicyAsync(test);
            (
                await DescribedAsync(
                    test,
                    "EstimatedInstanceWarmup",
                    "Namespace",
                    "MetricName",
                    "Statistic",
                    "Unit",
                    "Enabled",
                    "Name",
                    "Value"
                )
            ).ShouldBe(["90", "QueueLength", "Shop", "Queue", "orders", "Sum", "Count", "false"]);
        }

        await using TestEndpoint after = await TestEndpoint.OpenAsync(folder: folder);
        (await PolicyAsync(after)).ShouldBe(before);
        (await after.CallAsync("Action=DescribeAutoScalingGroups"))
            .Document.Descendants()
            .Single(element => element.Name.LocalName == "DefaultInstanceWarmup")
            .Value.ShouldBe("45");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_default_warm_up_of_minus_one_removes_the_setting()
    {
        await using TestEndpoint test = await OpenAsync(Group + "&DefaultInstanceWarmup=45");

        await test.DoAsync("Action=UpdateAutoScalingGroup&AutoScalingGroupName=g&DefaultInstanceWarmup=-1");

        (await test.CallAsync("Action=DescribeAutoScalingGroups"))
            .Document.Descendants()
            .ShouldNotContain(element => element.Name.LocalName == "DefaultInstanceWarmup");
    }

    [Theory]
    [InlineData("Another metric", "&TargetTrackingConfiguration.PredefinedMetricSpecification.PredefinedMetricType=ASGAverageMemory")]
    [InlineData("No metric", "")]
    [InlineData("Two metrics", OfCpu + OfQueue + Custom + "Statistic=Sum")]
    [InlineData("No statistic", OfQueue)]
    [InlineData("Another statistic", OfQueue + Custom + "Statistic=p99")]
    [InlineData("No namespace", Custom + "MetricName=m" + Custom + "Statistic=Sum")]
    [InlineData(
        "A dimension twice",
        OfQueue + Custom + "Statistic=Sum" + Custom + "Dimensions.member.2.Name=Queue" + Custom + "Dimensions.member.2.Value=b"
    )]
    [InlineData("Metric math without a metric", Custom + "Metrics.member.1.Id=m1")]
    [InlineData("No label", "&TargetTrackingConfiguration.PredefinedMetricSpecification.PredefinedMetricType=ALBRequestCountPerTarget")]
    [InlineData(
        "A label too many",
        OfCpu + "&TargetTrackingConfiguration.PredefinedMetricSpecification.ResourceLabel=app/a/1/targetgroup/b/2"
    )]
    [InlineData("A negative warm-up", OfCpu + "&EstimatedInstanceWarmup=-1")]
    [InlineData("Neither true nor false", OfCpu + "&Enabled=maybe")]
    public async Task An_invalid_tracking_policy_is_rejected_and_changes_nothing(string what, string rest)
    {
        await using TestEndpoint test = await OpenAsync(Group, Tracking + OfCpu);
        string before = await PolicyAsync(test);

        (await test.FaultAsync(Tracking + rest)).ShouldBe((400, "ValidationError"), what);

        (await PolicyAsync(test)).ShouldBe(before);
    }

    [Fact]
    public async Task A_simple_scaling_policy_with_a_warm_up_is_rejected()
    {
        await using TestEndpoint test = await OpenAsync(Group);

        (
            await test.FaultAsync(
                "Action=PutScalingPolicy&AutoScalingGroupName=g&PolicyName=s&AdjustmentType=ChangeInCapacity&ScalingAdjustment=1&EstimatedInstanceWarmup=60"
            )
        ).ShouldBe((400, "ValidationError"));
    }

    [Fact]
    public void Different_customized_metrics_have_different_ids()
    {
        CustomMetric[] metrics =
        [
            new("a", "b c"),
            new("a b", "c"),
            new("a%20b", "c"),
            new("a", "b") { Dimensions = ValueMap<string>.Empty.With("c", "d=e") },
            new("a", "b") { Dimensions = ValueMap<string>.Empty.With("c=d", "e") },
            new("a", "b") { Dimensions = ValueMap<string>.Empty.With("c", "d").With("e", "") },
        ];

        metrics.Select(metric => metric.Id).Distinct().Count().ShouldBe(metrics.Length);
        Orders.Id.ShouldBe("Shop QueueLength Queue=orders");
    }

    private async Task<TestEndpoint> OpenAsync(params string[] queries)
    {
        TestEndpoint test = await TestEndpoint.OpenAsync(
            new AutoScalingEndpointOptions { SignatureValidation = SignatureValidation.Off, Clock = _clock }
        );
        await test.DoAsync([Launch, .. queries]);
        await test.InServiceAsync(4);
        return test;
    }

    private static Task ExecuteAsync(TestEndpoint test, int value) =>
        test.DoAsync($"Action=ExecutePolicy&AutoScalingGroupName=g&PolicyName=s&MetricValue={value}&BreachThreshold=50");

    private static async Task<int> DesiredAsync(TestEndpoint test) =>
        int.Parse(
            (await test.CallAsync("Action=DescribeAutoScalingGroups"))
                .Document.Descendants()
                .Single(element => element.Name.LocalName == "DesiredCapacity")
                .Value,
            System.Globalization.CultureInfo.InvariantCulture
        );

    private static async Task<string> PolicyAsync(TestEndpoint test) =>
        (await test.CallAsync("Action=DescribePolicies"))
            .Document.Descendants()
            .Single(element => element.Name.LocalName == "ScalingPolicies")
            .ToString();

    private static async Task<string[]> DescribedAsync(TestEndpoint test, params string[] fields)
    {
        (int _, XElement document) = await test.CallAsync("Action=DescribePolicies");
        return [.. document.Descendants().Where(element => fields.Contains(element.Name.LocalName)).Select(element => element.Value)];
    }

    private Task<int[]> PointsAsync(TestEndpoint test, int count, string metric, double value) =>
        PointsAsync(count, () => test.Endpoint.PutMetricDataAsync("g", metric, value));

    private Task<int[]> PointsAsync(TestEndpoint test, int count, string metric, Dictionary<string, double> instances) =>
        PointsAsync(count, () => test.Endpoint.PutMetricDataAsync("g", metric, instances.ToValueMap()));

    private async Task<int[]> PointsAsync(int count, Func<Task<int>> report)
    {
        int[] sizes = new int[count];
        for (int point = 0; point < count; point++)
        {
            _clock.Now += TimeSpan.FromMinutes(1);
            sizes[point] = await report();
        }

        return sizes;
    }
}
