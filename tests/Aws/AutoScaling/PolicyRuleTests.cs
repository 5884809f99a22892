namespace AutoScaling.Tests;

/// <summary>
/// Rules for parameters, steps and names. Sources: AutoScaling API reference, PutScalingPolicy, StepAdjustment and
/// CreateAutoScalingGroup; Amazon EC2 Auto Scaling User Guide, "Step adjustments for step scaling" and "Quotas".
/// </summary>
public class PolicyRuleTests
{
    private const string Launch = "Action=CreateLaunchConfiguration&LaunchConfigurationName=lc&ImageId=image&InstanceType=m1.small";
    private const string Group =
        "Action=CreateAutoScalingGroup&LaunchConfigurationName=lc&AvailabilityZones.member.1=a&MinSize=0&MaxSize=40&AutoScalingGroupName=";
    private const string Put = "Action=PutScalingPolicy&AutoScalingGroupName=g&PolicyName=p&PolicyType=";
    private const string Simple = Put + "SimpleScaling&AdjustmentType=ChangeInCapacity&ScalingAdjustment=1";
    private const string Percent = Put + "SimpleScaling&AdjustmentType=PercentChangeInCapacity&ScalingAdjustment=10";
    private const string Stepped =
        Put
        + "StepScaling&AdjustmentType=ChangeInCapacity&StepAdjustments.member.1.MetricIntervalLowerBound=0&StepAdjustments.member.1.ScalingAdjustment=1";
    private const string Tracking =
        Put
        + "TargetTrackingScaling&TargetTrackingConfiguration.TargetValue=50&TargetTrackingConfiguration.PredefinedMetricSpecification.PredefinedMetricType=ASGAverageCPUUtilization";
    private const string TargetValue = "&TargetTrackingConfiguration.TargetValue=50";
    private const string Step = "&StepAdjustments.member.1.MetricIntervalLowerBound=0&StepAdjustments.member.1.ScalingAdjustment=1";

    // API reference: "Required if the policy type is …", "Valid only if the policy type is …", "Not used with any other
    // policy type"; MinAdjustmentMagnitude: "The minimum value to scale by when the adjustment type is
    // PercentChangeInCapacity".
    [Theory]
    [InlineData(Simple, "")]
    [InlineData(Simple + "&Cooldown=60", "")]
    [InlineData(Percent + "&MinAdjustmentMagnitude=2", "")]
    [InlineData(Percent + "&MinAdjustmentStep=2", "")]
    [InlineData(Stepped + "&EstimatedInstanceWarmup=60&MetricAggregationType=Maximum", "")]
    [InlineData(Tracking + "&EstimatedInstanceWarmup=60", "")]
    [InlineData(Simple + "&MinAdjustmentMagnitude=2", "minAdjustmentMagnitude")]
    [InlineData(Simple + "&MinAdjustmentStep=2", "minAdjustmentStep")]
    [InlineData(Simple + "&EstimatedInstanceWarmup=60", "stimatedInstanceWarmup")]
    [InlineData(Simple + "&MetricAggregationType=Average", "metricAggregationType")]
    [InlineData(Simple + Step, "stepAdjustments")]
    [InlineData(Simple + TargetValue, "targetTrackingConfiguration")]
    [InlineData(Put + "SimpleScaling&AdjustmentType=ChangeInCapacity", "scalingAdjustment")]
    [InlineData(Put + "SimpleScaling&ScalingAdjustment=1", "adjustmentType")]
    [InlineData(Put + "SimpleScaling&AdjustmentType=ExactCapacity&ScalingAdjustment=-1", "scalingAdjustment")]
    [InlineData(Stepped + "&Cooldown=60", "cooldown")]
    [InlineData(Stepped + "&ScalingAdjustment=1", "scalingAdjustment")]
    [InlineData(Stepped + "&MinAdjustmentMagnitude=2", "minAdjustmentMagnitude")]
    [InlineData(Stepped + "&MetricAggregationType=Median", "metricAggregationType")]
    [InlineData(Stepped + TargetValue, "targetTrackingConfiguration")]
    [InlineData(Put + "StepScaling&AdjustmentType=ChangeInCapacity", "stepAdjustments")]
    [InlineData(
        Put
            + "StepScaling&AdjustmentType=ExactCapacity&StepAdjustments.member.1.MetricIntervalLowerBound=0&StepAdjustments.member.1.ScalingAdjustment=-1",
        "an exact capacity"
    )]
    [InlineData(Tracking + "&AdjustmentType=ChangeInCapacity", "adjustmentType")]
    [InlineData(Tracking + "&Cooldown=60", "cooldown")]
    [InlineData(Tracking + "&ScalingAdjustment=1", "scalingAdjustment")]
    [InlineData(Tracking + "&MinAdjustmentMagnitude=1", "minAdjustmentMagnitude")]
    [InlineData(Tracking + "&MinAdjustmentStep=1", "minAdjustmentStep")]
    [InlineData(Tracking + "&MetricAggregationType=Average", "metricAggregationType")]
    [InlineData(Tracking + Step, "stepAdjustments")]
    [InlineData(Put + "TargetTrackingScaling", "targetTrackingConfiguration")]
    [InlineData(Put + "PredictiveScaling", "policyType")]
    [InlineData(Put + "OtherScaling", "policyType")]
    public async Task A_parameter_is_accepted_only_for_the_policy_types_of_the_API(string query, string refused)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch, Group + "g");

        await ShouldBeAsync(test, query, refused);
    }

    // User guide: "The ranges of your step adjustments can't overlap or have a gap. Only one step adjustment can have a
    // null lower bound (negative infinity). If one step adjustment has a negative lower bound, then there must be a step
    // adjustment with a null lower bound. Only one step adjustment can have a null upper bound (positive infinity). If
    // one step adjustment has a positive upper bound, then there must be a step adjustment with a null upper bound. The
    // upper and lower bound can't be null in the same step adjustment." API reference: "The upper bound must be greater
    // than the lower bound."
    [Theory]
    [InlineData("0..", "")]
    [InlineData("..0", "")]
    [InlineData("5..", "")]
    [InlineData("..60 60..90 90..", "")]
    [InlineData("10.. 0..10", "")]
    [InlineData("0.5..10.25 10.25..", "")]
    [InlineData("..-20 -20..-10 -10..0", "")]
    [InlineData("..0 0..", "")]
    [InlineData("1..2", "positive upper bound")]
    [InlineData("-20..0", "negative lower bound")]
    [InlineData("-19998..", "negative lower bound")]
    [InlineData("..", "lower or an upper bound")]
    [InlineData("..0 ..", "lower or an upper bound")]
    [InlineData("0..50 50..100 100..150 150..200 250..", "gap")]
    [InlineData("..-10 10..", "gap")]
    [InlineData("0..60 50..", "overlap")]
    [InlineData("0.. 10..", "overlap")]
    [InlineData("..0 ..-10", "overlap")]
    [InlineData("0..10 0..10 10..", "overlap")]
    [InlineData("5..5 5..", "below its upper bound")]
    [InlineData("10..5", "below its upper bound")]
    [InlineData("NaN..", "number")]
    [InlineData("0..Infinity", "number")]
    public async Task Ranges_of_steps_are_contiguous_and_have_null_bounds_at_their_ends(string ranges, string refused)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch, Group + "g");

        await ShouldBeAsync(test, Steps("ChangeInCapacity", ranges), refused);
    }

    // User guide, "Quotas": 20 step adjustments per step scaling policy.
    [Fact]
    public async Task A_policy_has_at_most_twenty_steps()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch, Group + "g");

        await ShouldBeAsync(test, Steps("ChangeInCapacity", Ranges(20)), "");
        await ShouldBeAsync(test, Steps("ChangeInCapacity", Ranges(21)), "at most 20");
    }

    // API reference, StepAdjustment: "If the metric value is above the breach threshold, the lower bound is inclusive
    // […]. Otherwise, it's exclusive", and the reverse for the upper bound. Its example: "if you want to create a range
    // greater than 40 and less than or equal to 50, specify a lower bound of -10 and an upper bound of 0" (threshold 50).
    [Theory]
    [InlineData("..-20 -20..-10 -10..0", 40, 40, 3)]
    [InlineData("..-20 -20..-10 -10..0", 30.5, 40, 3)]
    [InlineData("..-20 -20..-10 -10..0", 30, 40, 2)]
    [InlineData("..-20 -20..-10 -10..0", 20, 40, 1)]
    [InlineData("..-20 -20..-10 -10..0", 19, 40, 1)]
    [InlineData("..-20 -20..-10 -10..0", 41, 40, 0)]
    [InlineData("0..10 10..20 20..", 60, 60, 1)]
    [InlineData("0..10 10..20 20..", 69.5, 60, 1)]
    [InlineData("0..10 10..20 20..", 70, 60, 2)]
    [InlineData("0..10 10..20 20..", 80, 60, 3)]
    [InlineData("0..10 10..20 20..", 59, 60, 0)]
    [InlineData("5..", 65, 60, 1)]
    [InlineData("5..", 64, 60, 0)]
    [InlineData("..-5", 55, 60, 1)]
    [InlineData("..0 0..", 60, 60, 1)]
    [InlineData("..0 0..", 61, 60, 2)]
    [InlineData("..0 0..", 59, 60, 1)]
    public async Task The_inclusive_bound_of_a_step_depends_on_the_side_of_the_threshold(
        string ranges,
        double value,
        double threshold,
        int size
    )
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch, Group + "g", Steps("ExactCapacity", ranges));

        (int Status, string? Code) reply = await test.FaultAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Action=ExecutePolicy&AutoScalingGroupName=g&PolicyName=p&MetricValue={value}&BreachThreshold={threshold}"
            )
        );
        (_, XElement groups) = await test.CallAsync("Action=DescribeAutoScalingGroups");

        reply.ShouldBe(size > 0 ? (200, null) : (400, "ValidationError"));
        groups.First("DesiredCapacity").ShouldBe($"{size}");
    }

    // API reference, ExecutePolicy: HonorCooldown is "Valid only if the policy type is SimpleScaling"; MetricValue and
    // BreachThreshold are "Required if the policy type is StepScaling and not supported otherwise".
    [Theory]
    [InlineData(Simple, "&HonorCooldown=true", "")]
    [InlineData(Simple, "&MetricValue=1", "MetricValue")]
    [InlineData(Simple, "&BreachThreshold=1", "BreachThreshold")]
    [InlineData(Stepped, "&MetricValue=1&BreachThreshold=0", "")]
    [InlineData(Stepped, "&MetricValue=1&BreachThreshold=0&HonorCooldown=true", "HonorCooldown")]
    [InlineData(Stepped, "&MetricValue=1", "BreachThreshold")]
    public async Task A_policy_is_executed_only_with_the_parameters_of_its_type(string policy, string parameters, string refused)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch, Group + "g", policy);

        await ShouldBeAsync(test, "Action=ExecutePolicy&AutoScalingGroupName=g&PolicyName=p" + parameters, refused);
    }

    // API reference, CreateAutoScalingGroup: "The name can contain any ASCII character 33 to 126 including most
    // punctuation characters, digits, and upper and lowercased letters. You cannot use a colon (:) in the name." Length
    // 1 to 255. PutLifecycleHook: pattern [A-Za-z0-9\-_\/]+.
    [Theory]
    [InlineData(Group + "web.1/a,b;(c)~", "")]
    [InlineData(Group + "%21%22%23%24%25%26%27%2A%2B%3C%3D%3E%3F%40%5B%5C%5D%5E_%60%7B%7C%7D", "")]
    [InlineData(Group + "a%3Ab", "autoScalingGroupName")]
    [InlineData(Group + "my%20group", "autoScalingGroupName")]
    [InlineData(Group + "%20g", "autoScalingGroupName")]
    [InlineData(Group + "a%09b", "autoScalingGroupName")]
    [InlineData(Group + "a%7Fb", "autoScalingGroupName")]
    [InlineData(Group + "%C3%BC", "autoScalingGroupName")]
    [InlineData(
        "Action=PutLifecycleHook&AutoScalingGroupName=g&LifecycleTransition=autoscaling:EC2_INSTANCE_LAUNCHING&LifecycleHookName=a-b_c/9",
        ""
    )]
    [InlineData(
        "Action=PutLifecycleHook&AutoScalingGroupName=g&LifecycleTransition=autoscaling:EC2_INSTANCE_LAUNCHING&LifecycleHookName=a.b",
        "ifecycleHookName"
    )]
    [InlineData(
        "Action=PutLifecycleHook&AutoScalingGroupName=g&LifecycleTransition=autoscaling:EC2_INSTANCE_LAUNCHING&LifecycleHookName=a%20b",
        "ifecycleHookName"
    )]
    [InlineData(
        Group
            + "h&LifecycleHookSpecificationList.member.1.LifecycleHookName=a%3Ab&LifecycleHookSpecificationList.member.1.LifecycleTransition=autoscaling:EC2_INSTANCE_LAUNCHING",
        "ifecycleHookName"
    )]
    public async Task Names_have_only_the_characters_of_the_API(string query, string refused)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch, Group + "g");

        await ShouldBeAsync(test, query, refused);
    }

    private static async Task ShouldBeAsync(TestEndpoint test, string query, string refused)
    {
        (int status, XElement reply) = await test.CallAsync(query);

        (status, reply.First("Code")).ShouldBe(refused.Length > 0 ? (400, "ValidationError") : (200, null), reply.ToString());
        (reply.First("Message") ?? "").ShouldContain(refused);
    }

    private static string Ranges(int count) =>
        string.Join(' ', Enumerable.Range(0, count).Select(number => number + 1 < count ? $"{number}..{number + 1}" : $"{number}.."));

    /// <summary>The step at each position has the number of the position, from 1, as its adjustment.</summary>
    private static string Steps(string adjustment, string ranges)
    {
        string query = Put + "StepScaling&AdjustmentType=" + adjustment;
        foreach ((int index, string range) in ranges.Split(' ').Index())
        {
            string[] bounds = range.Split("..");
            string step = $"&StepAdjustments.member.{index + 1}.";
            query += bounds[0].Length > 0 ? $"{step}MetricIntervalLowerBound={bounds[0]}" : "";
            query += bounds[1].Length > 0 ? $"{step}MetricIntervalUpperBound={bounds[1]}" : "";
            query += $"{step}ScalingAdjustment={index + 1}";
        }

        return query;
    }
}
