namespace AutoScaling.Tests;

// AutoScaling API reference: PredictiveScalingConfiguration, PredictiveScalingMetricSpecification.
public class PredictivePolicyTests
{
    private const string Put = "Action=PutScalingPolicy&AutoScalingGroupName=g&PolicyName=p" + "&PolicyType=PredictiveScaling";

    private const string Config = "&PredictiveScalingConfiguration.";
    private const string Metric = Config + "MetricSpecifications.member.1.";
    private const string Target = Metric + "TargetValue=40";
    private const string Pair = Target + Metric + "PredefinedMetricPairSpecification.PredefinedMetricType=ASGCPUUtilization";

    private const string Scaling = Metric + "PredefinedScalingMetricSpecification.PredefinedMetricType=ASGAverageCPUUtilization";

    private const string Load = Metric + "PredefinedLoadMetricSpecification.PredefinedMetricType=ASGTotalCPUUtilization";

    [Fact]
    public async Task A_predictive_policy_survives_a_restart_and_does_not_scale_the_group()
    {
        string folder = Directory.CreateTempSubdirectory("predictive-").FullName;
        AutoScalingEndpointOptions options = new() { SignatureValidation = SignatureValidation.Off };
        await using TestEndpoint test = await TestEndpoint.OpenAsync(options, folder);
        await FillAsync(test);
        await test.DoAsync(
            Put
                + Target
                + Scaling
                + Load
                + Config
                + "Mode=ForecastOnly"
                + Config
                + "SchedulingBufferTime=300"
                + Config
                + "MaxCapacityBreachBehavior=IncreaseMaxCapacity"
                + Config
                + "MaxCapacityBuffer=10"
        );

        await test.RestartAsync(options, folder);
        (_, XElement policies) = await test.CallAsync("Action=DescribePolicies&PolicyTypes.member.1=PredictiveScaling");

        policies.First("TargetValue").ShouldBe("40.0");
        policies.Values("PredefinedMetricType").ShouldBe(["ASGAverageCPUUtilization", "ASGTotalCPUUtilization"]);
        (
            policies.First("Mode"),
            policies.First("SchedulingBufferTime"),
            policies.First("MaxCapacityBreachBehavior"),
            policies.First("MaxCapacityBuffer")
        ).ShouldBe(("ForecastOnly", "300", "IncreaseMaxCapacity", "10"));
        (await test.Endpoint.PutMetricDataAsync("g", "ASGAverageCPUUtilization", 90)).ShouldBe(0);
        (await test.FaultAsync("Action=ExecutePolicy&AutoScalingGroupName=g&PolicyName=p")).ShouldBe((400, "ValidationError"));
    }

    [Theory]
    [InlineData("", "metricSpecifications")]
    [InlineData(Target, "metric pair")]
    [InlineData(Target + Scaling, "load metric")]
    [InlineData(Pair + Scaling + Load, "metric pair")]
    [InlineData(Pair + Config + "Mode=ForecastAndScale", "ForecastAndScale")]
    [InlineData(Pair + Config + "Mode=Guess", "mode")]
    [InlineData(Pair + Config + "SchedulingBufferTime=3601", "SchedulingBufferTime")]
    [InlineData(Pair + Config + "MaxCapacityBuffer=10", "maxCapacityBuffer")]
    [InlineData(Pair + Config + "MaxCapacityBreachBehavior=IncreaseMaxCapacity", "maxCapacityBuffer")]
    [InlineData(Pair + Metric + "CustomizedLoadMetricSpecification.MetricDataQueries.member.1.Id=a", "CustomizedLoad")]
    [InlineData(Pair + Config + "MetricSpecifications.member.2.TargetValue=1", "metricSpecifications")]
    public async Task An_invalid_predictive_configuration_is_rejected_with_its_invalid_part(string configuration, string part)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await FillAsync(test);

        (int status, XElement document) = await test.CallAsync(Put + configuration);

        (status, document.First("Code")).ShouldBe((400, "ValidationError"));
        document.First("Message")!.ShouldContain(part, Case.Insensitive);
    }

    private static Task FillAsync(TestEndpoint test) =>
        test.DoAsync(
            "Action=CreateLaunchConfiguration&LaunchConfigurationName=lc&ImageId=image&InstanceType=m1.small",
            "Action=CreateAutoScalingGroup&AutoScalingGroupName=g&LaunchConfigurationName=lc&MinSize=0&MaxSize=9"
                + "&AvailabilityZones.member.1=a"
        );
}
