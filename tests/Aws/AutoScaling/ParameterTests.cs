using Scalewright.Providers.AutoScaling.Parameters;

namespace AutoScaling.Tests;

/// <summary>Treatment of the parameters that AWS publishes.</summary>
public class ParameterTests
{
    private const string Ec2 = "&Version=2016-11-15";
    private const string Run = "Action=RunInstances&ImageId=image&MinCount=1&MaxCount=1" + Ec2;
    private const string Launch = "Action=CreateLaunchConfiguration&LaunchConfigurationName=lc&ImageId=image&InstanceType=m1.small";
    private const string Group =
        "Action=CreateAutoScalingGroup&LaunchConfigurationName=lc&AvailabilityZones.member.1=a&MinSize=0&MaxSize=4&AutoScalingGroupName=g";

    private const string Hook =
        "&LifecycleHookSpecificationList.member.1.LifecycleHookName=in"
        + "&LifecycleHookSpecificationList.member.1.LifecycleTransition=autoscaling:EC2_INSTANCE_LAUNCHING"
        + "&LifecycleHookSpecificationList.member.1.";
    private const string Override = "&MixedInstancesPolicy.LaunchTemplate.Overrides.member.";
    private const string Mixed =
        "Action=CreateAutoScalingGroup&AvailabilityZones.member.1=a&MinSize=0&MaxSize=4&AutoScalingGroupName=g"
        + "&MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateName=web"
        + Override;

    [MachineTheory("python:botocore")]
    [InlineData(QueryService.AutoScaling)]
    [InlineData(QueryService.Ec2)]
    public void Every_published_parameter_of_a_supported_action_has_a_defined_treatment(QueryService service)
    {
        using ServiceModel model = ServiceModel.Of(service);

        string[] without =
        [
            .. ActionTable
                .Get(service)
                .SelectMany(action =>
                    model
                        .ParametersOf(action.Key)
                        .Where(path => action.Value.Parameters.Find(path) is null)
                        .Select(path => $"{action.Key} {path}")
                ),
        ];

        without.ShouldBeEmpty();
    }

    [MachineTheory("python:botocore")]
    [InlineData(QueryService.AutoScaling)]
    [InlineData(QueryService.Ec2)]
    public void Every_supported_or_rejected_parameter_is_published_by_AWS(QueryService service)
    {
        using ServiceModel model = ServiceModel.Of(service);

        string[] made =
        [
            .. ActionTable
                .Get(service)
                .SelectMany(action =>
                    action
                        .Value.Parameters.Rows.Where(row => row.Treatment != ParameterTreatment.Ignored)
                        .Where(row =>
                            !model
                                .ParametersOf(action.Key)
                                .Any(path =>
                                    path == row.Path
                                    || (
                                        row.Treatment == ParameterTreatment.Rejected
                                        && path.StartsWith(row.Path + ".", StringComparison.Ordinal)
                                    )
                                )
                        )
                        .Select(row => $"{action.Key} {row.Path}")
                ),
        ];

        made.ShouldBeEmpty();
    }

    // Codes: "Error codes" of the EC2 API reference, "Common errors" of the AutoScaling API reference.
    [Theory]
    [InlineData("Action=DescribeAutoScalingGroups&Colour=red", "ValidationError", "Colour")]
    [InlineData(
        "Action=DescribeAutoScalingGroups&AutoScalingGroupNames.member.1.Name=g",
        "ValidationError",
        "AutoScalingGroupNames.member.1.Name"
    )]
    [InlineData(Group + "&MaxInstanceLifetime=86400", "ValidationError", "MaxInstanceLifetime")]
    [InlineData(Group + "&HealthCheckType=EBS", "ValidationError", "HealthCheckType")]
    [InlineData(Group + Hook + "NotificationMetadata=x", "ValidationError", "NotificationMetadata")]
    [InlineData(Mixed + "1.InstanceType=m1.small" + Override + "2.InstanceType=m1.large", "ValidationError", "Overrides.member.2")]
    [InlineData("Action=DescribeInstances&Colour=red" + Ec2, "UnknownParameter", "Colour")]
    [InlineData("Action=DescribeInstances&Filter.1.Name=instance-id&Filter.1.Values.1=i-0" + Ec2, "UnknownParameter", "Filter.1.Values.1")]
    [InlineData(Run + "&Placement.HostId=h-0", "UnsupportedOperation", "Placement.HostId")]
    [InlineData(Run + "&CpuOptions.CoreCount=2", "UnsupportedOperation", "CpuOptions.CoreCount")]
    [InlineData(Run + "&DryRun=perhaps", "InvalidParameterValue", "dryRun")]
    public async Task An_unknown_or_unsupported_parameter_is_rejected_by_name(string query, string code, string name)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch);

        (int status, XElement document) = await test.CallAsync(query);

        status.ShouldBe(400);
        document.Values("Code").Single().ShouldBe(code);
        document.Values("Message").Single().ShouldContain(name);
        (await test.InstancesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task All_invalid_parameters_are_named_in_one_error()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();

        (_, XElement document) = await test.CallAsync(Run + "&Colour=red&Placement.HostId=h-0&CpuOptions.CoreCount=2");

        document
            .Values("Message")
            .Single()
            .ShouldBe(
                "The parameter Colour is not recognized; the parameter Placement.HostId is not supported: instances are placed by their zone alone here; "
                    + "the parameter CpuOptions.CoreCount is not supported: it is not supported here"
            );
    }

    [Theory]
    [InlineData(Group + "&DesiredCapacityType=units&MaxInstanceLifetime=0")]
    [InlineData(Group + "&LoadBalancerNames=&TerminationPolicies=")]
    [InlineData(Run + "&Placement.Tenancy=default&EnclaveOptions.Enabled=False")]
    public async Task A_parameter_with_an_empty_or_default_value_is_accepted(string query)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch);

        await test.DoAsync(query);
    }

    [Fact]
    public async Task A_parameter_of_another_policy_type_is_rejected()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch, Group);

        (int status, XElement document) = await test.CallAsync(
            "Action=PutScalingPolicy&AutoScalingGroupName=g&PolicyName=p&AdjustmentType=ChangeInCapacity&ScalingAdjustment=1"
                + "&TargetTrackingConfiguration.PredefinedMetricSpecification.PredefinedMetricType=ASGAverageCPUUtilization"
        );

        status.ShouldBe(400);
        document
            .Values("Message")
            .Single()
            .ShouldBe(
                "1 validation error detected: Value at 'targetTrackingConfiguration' failed to satisfy constraint: it is valid only for a policy of type TargetTrackingScaling"
            );
    }
}
