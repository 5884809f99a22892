namespace AutoScaling.Tests;

// EC2 user guide, "Terminate your instance": it remains visible as terminated for about an hour.
public class InstanceRecordTests
{
    private const string Ec2 = "&Version=2016-11-15";
    private const string Launch =
        "Action=CreateLaunchConfiguration&LaunchConfigurationName=lc&ImageId=image&InstanceType=m1.small&KeyName=key";
    private const string Group =
        "Action=CreateAutoScalingGroup&LaunchConfigurationName=lc&AvailabilityZones.member.1=a&MinSize=0&MaxSize=4&DesiredCapacity=2"
        + "&AutoScalingGroupName=g&Tags.member.1.Key=role&Tags.member.1.Value=web&Tags.member.1.PropagateAtLaunch=true";

    [Theory]
    [InlineData("Action=SetDesiredCapacity&AutoScalingGroupName=g&DesiredCapacity=0")]
    [InlineData("Action=DeleteAutoScalingGroup&AutoScalingGroupName=g&ForceDelete=true")]
    public async Task Instances_removed_from_a_group_remain_visible_as_terminated_with_their_tags(string ending)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch, Group);
        string[] before = [.. (await test.InStateAsync(2, "running")).Select(instance => instance.Text("instanceId")!)];

        await test.DoAsync(ending);
        XElement[] after = await test.InStateAsync(2, "terminated");
        (_, XElement members) = await test.CallAsync("Action=DescribeAutoScalingInstances");

        after.Select(instance => instance.Text("instanceId")).ShouldBe(before);
        after.ShouldAllBe(instance => instance.Text("keyName") == "key");
        after[0]
            .Items("tagSet")
            .Select(tag => $"{tag.Text("key")}={tag.Text("value")}")
            .ShouldBe(["aws:autoscaling:groupName=g", "role=web"], ignoreOrder: true);
        members.Items("AutoScalingInstances").ShouldBeEmpty();
    }

    [Fact]
    public async Task Instances_of_a_deleted_group_shut_down_and_terminate()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch, Group);
        await test.InStateAsync(2, "running");

        await test.DoAsync("Action=DeleteAutoScalingGroup&AutoScalingGroupName=g&ForceDelete=true");
        XElement[] after = await test.InstancesAsync();

        after.Select(TestEndpoint.StateOf).ShouldBeSubsetOf(["shutting-down", "terminated"]);
        after.Length.ShouldBe(2);
        (await test.InStateAsync(2, "terminated")).Length.ShouldBe(2);
        test.Cluster.Nodes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(59, 2)]
    [InlineData(61, 0)]
    public async Task Terminated_instances_are_removed_after_an_hour(int minutes, int visible)
    {
        HandClock clock = new();
        await using TestEndpoint test = await TestEndpoint.OpenAsync(
            new AutoScalingEndpointOptions { SignatureValidation = SignatureValidation.Off, Clock = clock }
        );
        await test.DoAsync(Launch, Group);
        await test.InStateAsync(2, "running");
        await test.DoAsync("Action=DeleteAutoScalingGroup&AutoScalingGroupName=g&ForceDelete=true");
        await test.InStateAsync(2, "terminated");

        clock.Now += TimeSpan.FromMinutes(minutes);
        await test.DoAsync("Action=RunInstances&ImageId=other&MinCount=1&MaxCount=1" + Ec2);
        await test.WhenAsync(found =>
            found.Any(instance => instance.Text("imageId") == "other" && TestEndpoint.StateOf(instance) == "running")
        );

        (await test.InstancesAsync()).Count(instance => instance.Text("imageId") == "image").ShouldBe(visible);
    }

    [Fact]
    public async Task Terminated_instances_are_still_described_after_a_restart()
    {
        string folder = Directory.CreateTempSubdirectory("instances").FullName;
        string[] before;
        await using (TestEndpoint test = await TestEndpoint.OpenAsync(folder: folder))
        {
            await test.DoAsync(Launch, Group);
            await test.InStateAsync(2, "running");
            await test.DoAsync("Action=DeleteAutoScalingGroup&AutoScalingGroupName=g&ForceDelete=true");
            before = [.. (await test.InStateAsync(2, "terminated")).Select(instance => instance.ToString())];
        }

        await using TestEndpoint again = await TestEndpoint.OpenAsync(folder: folder);
        XElement[] after = await again.InstancesAsync();
        Directory.Delete(folder, recursive: true);

        after.Select(instance => instance.ToString()).ShouldBe(before);
    }

    [Fact]
    public async Task Instances_of_one_RunInstances_call_share_a_reservation()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();

        (_, XElement first) = await test.CallAsync("Action=RunInstances&ImageId=image&MinCount=3&MaxCount=3" + Ec2);
        (_, XElement second) = await test.CallAsync("Action=RunInstances&ImageId=image&MinCount=1&MaxCount=1" + Ec2);
        (_, XElement document) = await test.CallAsync("Action=DescribeInstances" + Ec2);

        XElement[] reservations = document.Items("reservationSet");
        reservations
            .Select(one => one.Text("reservationId"))
            .ShouldBe([.. first.Values("reservationId"), .. second.Values("reservationId")]);
        reservations.Select(one => one.Values("instanceId")).ShouldBe([first.Values("instanceId"), second.Values("instanceId")]);
        reservations[0].Values("amiLaunchIndex").ShouldBe(["0", "1", "2"]);
    }

    [Fact]
    public async Task A_page_may_end_within_a_reservation()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        (_, XElement started) = await test.CallAsync("Action=RunInstances&ImageId=image&MinCount=7&MaxCount=7" + Ec2);

        (_, XElement first) = await test.CallAsync("Action=DescribeInstances&MaxResults=5" + Ec2);
        (_, XElement rest) = await test.CallAsync(
            $"Action=DescribeInstances&MaxResults=5&NextToken={Uri.EscapeDataString(first.Values("nextToken").Single())}" + Ec2
        );

        first.Values("instanceId").Concat(rest.Values("instanceId")).ShouldBe(started.Values("instanceId"));
        first
            .Values("reservationId")
            .Concat(rest.Values("reservationId"))
            .Distinct(StringComparer.Ordinal)
            .ShouldBe(started.Values("reservationId"));
        rest.Values("nextToken").ShouldBeEmpty();
    }
}
