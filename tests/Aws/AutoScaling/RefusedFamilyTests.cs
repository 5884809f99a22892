namespace AutoScaling.Tests;

/// <summary>
/// Rejection of unsupported families of actions and parameters. Sources of the codes: "Common errors" of the
/// AutoScaling API reference, "Error codes" of the EC2 API reference.
/// </summary>
public class RefusedFamilyTests
{
    private const string Ec2 = "&Version=2016-11-15";
    private const string Elb = "&Version=2012-06-01";
    private const string Run = "Action=RunInstances&ImageId=image&MinCount=1&MaxCount=1" + Ec2;
    private const string Tagged = Run + "&TagSpecification.1.Tag.1.Key=k&TagSpecification.1.ResourceType=";
    private const string Attribute = "Action=ModifyInstanceAttribute&InstanceId=i-0" + Ec2;
    private const string Template = "Action=CreateLaunchTemplate&LaunchTemplateName=web" + Ec2 + "&LaunchTemplateData.";
    private const string Launch = "Action=CreateLaunchConfiguration&LaunchConfigurationName=lc&ImageId=image&InstanceType=m1.small";

    private const string Group =
        "Action=CreateAutoScalingGroup&AutoScalingGroupName=g&LaunchConfigurationName=lc"
        + "&MinSize=0&MaxSize=4&AvailabilityZones.member.1=a";

    private const string Policy = "Action=PutScalingPolicy&AutoScalingGroupName=g&PolicyName=p&PolicyType=";
    private const string Forecasts = "PredictiveScalingConfiguration.";
    private const string Forecast = "&" + Forecasts + "MetricSpecifications.member.1.";
    private const string Metrics = "TargetTrackingConfiguration.CustomizedMetricSpecification.Metrics.member.1.";

    private const string Update = "Action=UpdateAutoScalingGroup&AutoScalingGroupName=g";

    [Theory]
    [InlineData("AttachLoadBalancers", "")]
    [InlineData("DetachLoadBalancers", "&Version=2011-01-01")]
    [InlineData("DescribeLoadBalancers", "&Version=2011-01-01")]
    [InlineData("AttachLoadBalancerTargetGroups", "")]
    [InlineData("DetachLoadBalancerTargetGroups", "")]
    [InlineData("DescribeLoadBalancerTargetGroups", "")]
    [InlineData("CreateLoadBalancer", Elb)]
    [InlineData("DescribeLoadBalancers", Elb)]
    [InlineData("RegisterInstancesWithLoadBalancer", Elb)]
    public Task A_load_balancer_action_is_rejected(string action, string version) => RefusedAsync(action, version);

    [Theory]
    [InlineData(Group + "&LoadBalancerNames.member.1=front", "ValidationError", "LoadBalancerNames.member.1")]
    [InlineData(Group + "&TargetGroupARNs.member.1=arn", "ValidationError", "TargetGroupARNs.member.1")]
    [InlineData(Group + "&TrafficSources.member.1.Identifier=arn", "ValidationError", "TrafficSources.member.1")]
    [InlineData(Update + "&LoadBalancerNames.member.1=front", "ValidationError", "LoadBalancerNames.member.1")]
    public Task A_load_balancer_parameter_is_rejected(string query, string code, string name) => RefusedAsync(query, code, name);

    [Theory]
    [InlineData("CreateVolume")]
    [InlineData("DeleteVolume")]
    [InlineData("AttachVolume")]
    [InlineData("DetachVolume")]
    [InlineData("DescribeVolumes")]
    public Task A_volume_action_is_rejected(string action) => RefusedAsync(action, Ec2);

    [Theory]
    [InlineData(Run + "&BlockDeviceMapping.1.DeviceName=/dev/sdh", "UnsupportedOperation", "BlockDeviceMapping.1")]
    [InlineData(Run + "&BlockDeviceMapping.1.Ebs.VolumeSize=9", "UnsupportedOperation", "BlockDeviceMapping.1")]
    [InlineData(Tagged + "volume", "InvalidParameterValue", "volume")]
    [InlineData(Attribute + "&BlockDeviceMapping.1.DeviceName=/dev/sda1", "UnsupportedOperation", "BlockDeviceMapping.1")]
    [InlineData(Template + "BlockDeviceMapping.1.DeviceName=x", "UnsupportedOperation", "BlockDeviceMapping.1")]
    [InlineData(Launch + "2&BlockDeviceMappings.member.1.DeviceName=x", "ValidationError", "BlockDeviceMappings.member.1")]
    public Task A_volume_parameter_is_rejected(string query, string code, string name) => RefusedAsync(query, code, name);

    [Theory]
    [InlineData("DescribeNetworkInterfaces")]
    [InlineData("CreateNetworkInterface")]
    public Task A_network_interface_action_is_rejected(string action) => RefusedAsync(action, Ec2);

    [Theory]
    [InlineData(Run + "&NetworkInterface.1.DeviceIndex=0", "UnsupportedOperation", "NetworkInterface.1.DeviceIndex")]
    [InlineData(Tagged + "network-interface", "InvalidParameterValue", "network-interface")]
    [InlineData(Template + "NetworkInterface.1.DeviceIndex=0", "UnsupportedOperation", "NetworkInterface.1")]
    public Task A_network_interface_parameter_is_rejected(string query, string code, string name) => RefusedAsync(query, code, name);

    [Theory]
    [InlineData("AuthorizeSecurityGroupIngress")]
    [InlineData("AuthorizeSecurityGroupEgress")]
    [InlineData("RevokeSecurityGroupIngress")]
    [InlineData("RevokeSecurityGroupEgress")]
    [InlineData("DescribeSecurityGroupRules")]
    public Task A_security_group_rule_action_is_rejected(string action) => RefusedAsync(action, Ec2);

    [Fact]
    public Task A_security_group_rule_filter_is_rejected() =>
        RefusedAsync(
            "Action=DescribeSecurityGroups&Filter.1.Name=ip-permission.cidr&Filter.1.Value.1=x" + Ec2,
            "InvalidParameterValue",
            "ip-permission.cidr"
        );

    [Theory]
    [InlineData(Policy + "PredictiveScaling" + Forecast + "TargetValue=50", Forecasts + "MetricSpecifications.member.1.TargetValue")]
    [InlineData(Policy + "PredictiveScaling&" + Forecasts + "Mode=ForecastOnly", Forecasts + "Mode")]
    [InlineData(Policy + "SimpleScaling&" + Forecasts + "Mode=ForecastOnly", Forecasts + "Mode")]
    [InlineData(Policy + "PredictiveScaling", "PredictiveScaling")]
    public Task A_predictive_policy_is_rejected(string query, string name) => RefusedAsync(query, "ValidationError", name);

    [Theory]
    [InlineData("Id=m1", "Id")]
    [InlineData("Expression=m1%20/%202", "Expression")]
    [InlineData("MetricStat.Metric.MetricName=Queue", "MetricStat.Metric.MetricName")]
    public Task Metric_math_is_rejected(string parameter, string name) =>
        RefusedAsync($"{Policy}TargetTrackingScaling&{Metrics}{parameter}", "ValidationError", Metrics + name);

    private static Task RefusedAsync(string action, string version) => RefusedAsync($"Action={action}{version}", "InvalidAction", action);

    private static async Task RefusedAsync(string query, string code, string name)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch);

        (int status, XElement document) = await test.CallAsync(query);

        (status, document.First("Code")).ShouldBe((400, code));
        document.First("Message")!.ShouldContain(name);
        (await test.InstancesAsync()).ShouldBeEmpty();
    }
}
