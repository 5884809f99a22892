namespace AutoScaling.Tests;

// AutoScaling API reference, InstancesDistribution: the base capacity is on-demand, and so is a percentage of the rest.
public class PurchaseOptionTests
{
    private const string Ec2 = "&Version=2016-11-15";
    private const string Policy = "&MixedInstancesPolicy.";

    [Theory]
    [InlineData(4, 0, 100, 1, 4, 0)]
    [InlineData(4, 1, 0, 1, 1, 3)]
    [InlineData(5, 0, 50, 1, 3, 2)]
    [InlineData(8, 8, 0, 4, 2, 0)]
    [InlineData(8, 2, 50, 4, 2, 1)]
    [InlineData(8, 0, 25, 4, 1, 2)]
    public async Task On_demand_and_spot_capacity_are_filled_separately(
        int desired,
        int least,
        int percent,
        int weight,
        int onDemand,
        int spot
    )
    {
        await using TestEndpoint test = await OpenAsync(desired, least, percent, weight);

        XElement[] instances = await test.InStateAsync(onDemand + spot, "running");

        instances.Count(instance => instance.Text("instanceLifecycle") == "spot").ShouldBe(spot);
        (_, XElement found) = await test.CallAsync("Action=DescribeInstances&Filter.1.Name=instance-lifecycle&Filter.1.Value.1=spot" + Ec2);
        found.Items("instancesSet").Length.ShouldBe(spot);
    }

    [Fact]
    public async Task Scale_in_terminates_instances_of_the_purchase_option_in_excess()
    {
        await using TestEndpoint test = await OpenAsync(desired: 4, least: 1, percent: 0, weight: 1);
        await test.InStateAsync(4, "running");

        await test.DoAsync("Action=SetDesiredCapacity&AutoScalingGroupName=g&DesiredCapacity=1");

        XElement[] left = await test.WhenAsync(found => found.Count(one => TestEndpoint.StateOf(one) == "terminated") == 3);
        left.Single(one => TestEndpoint.StateOf(one) == "running").Text("instanceLifecycle").ShouldBeNull();
    }

    private static async Task<TestEndpoint> OpenAsync(int desired, int least, int percent, int weight)
    {
        TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(
            "Action=CreateLaunchTemplate&LaunchTemplateName=web&LaunchTemplateData.ImageId=image" + Ec2,
            $"Action=CreateAutoScalingGroup&AutoScalingGroupName=g&MinSize=0&MaxSize=9&DesiredCapacity={desired}"
                + "&AvailabilityZones.member.1=a"
                + $"{Policy}LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateName=web"
                + $"{Policy}LaunchTemplate.Overrides.member.1.InstanceType=m1.large"
                + $"{Policy}LaunchTemplate.Overrides.member.1.WeightedCapacity={weight}"
                + $"{Policy}InstancesDistribution.OnDemandBaseCapacity={least}"
                + $"{Policy}InstancesDistribution.OnDemandPercentageAboveBaseCapacity={percent}"
        );
        return test;
    }
}
