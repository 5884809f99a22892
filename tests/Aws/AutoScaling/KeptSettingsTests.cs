namespace AutoScaling.Tests;

// Settings without an effect on nodes are stored and shown, as AutoScaling's and EC2's API references describe them.
public class KeptSettingsTests
{
    private const string Ec2 = "&Version=2016-11-15";
    private const string Launch = "Action=CreateLaunchConfiguration&LaunchConfigurationName=lc&ImageId=image&InstanceType=m1.small";
    private const string Group = "Action=CreateAutoScalingGroup&LaunchConfigurationName=lc&MinSize=0&MaxSize=4&AutoScalingGroupName=g";
    private static readonly AutoScalingEndpointOptions Zones = new()
    {
        SignatureValidation = SignatureValidation.Off,
        Clouds = ["hotel", "sierra"],
    };

    [Fact]
    public async Task A_launch_configuration_is_described_with_the_settings_it_was_created_with()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(
            Launch
                + "&IamInstanceProfile=web&PlacementTenancy=dedicated&AssociatePublicIpAddress=true"
                + "&MetadataOptions.HttpTokens=required"
                + "&ClassicLinkVPCId=vpc-1&ClassicLinkVPCSecurityGroups.member.1=sg-1&InstanceMonitoring.Enabled=true"
        );

        (_, XElement document) = await test.CallAsync("Action=DescribeLaunchConfigurations");

        string[] found =
        [
            .. new[]
            {
                "IamInstanceProfile",
                "PlacementTenancy",
                "AssociatePublicIpAddress",
                "HttpTokens",
                "ClassicLinkVPCId",
                "Enabled",
            }.Select(name => document.Values(name).Single()),
        ];
        found.ShouldBe(["web", "dedicated", "true", "required", "vpc-1", "true"]);
    }

    [Fact]
    public async Task Instances_show_the_settings_of_their_launch_configuration()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(
            Launch + "&IamInstanceProfile=web&InstanceMonitoring.Enabled=true&EbsOptimized=true",
            Group + "&DesiredCapacity=1&AvailabilityZones.member.1=a"
        );

        XElement instance = (await test.InStateAsync(1, "running"))[0];

        instance.Items("blockDeviceMapping").Select(disk => disk.Text("deviceName")).ShouldBe(["/dev/sda1"]);
        instance.All("iamInstanceProfile").Single().Text("arn").ShouldBe("arn:aws:iam::000000000000:instance-profile/web");
        instance.All("monitoring").Single().Text("state").ShouldBe("enabled");
        instance.Text("ebsOptimized").ShouldBe("true");
    }

    [Fact]
    public async Task A_standalone_instance_is_described_with_the_settings_it_was_launched_with()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();

        (int status, XElement document) = await test.CallAsync(
            "Action=RunInstances&ImageId=image&MinCount=1"
                + "&MaxCount=1&Monitoring.Enabled=true&EbsOptimized=true&KernelId=aki-1&RamdiskId=ari-1"
                + "&Placement.Tenancy=dedicated&IamInstanceProfile.Arn=arn:aws:iam::1:instance-profile/web"
                + "&MetadataOptions.HttpPutResponseHopLimit=3"
                + Ec2
        );

        status.ShouldBe(200, document.ToString());
        string[] found =
        [
            .. new[] { "kernelId", "ramdiskId", "tenancy", "arn", "httpPutResponseHopLimit" }.Select(name =>
                document.Values(name).Single()
            ),
        ];
        found.ShouldBe(["aki-1", "ari-1", "dedicated", "arn:aws:iam::1:instance-profile/web", "3"]);
    }

    [Fact]
    public async Task Settings_of_launch_configurations_and_groups_survive_a_restart()
    {
        string folder = Directory.CreateTempSubdirectory("settings").FullName;
        string before;
        await using (TestEndpoint test = await TestEndpoint.OpenAsync(folder: folder))
        {
            await test.DoAsync(
                Launch + "&IamInstanceProfile=web&MetadataOptions.HttpEndpoint=disabled",
                Group + "&AvailabilityZones.member.1=a&CapacityRebalance=true&ServiceLinkedRoleARN=arn:role"
            );
            before = await ShownAsync(test);
        }

        await using TestEndpoint again = await TestEndpoint.OpenAsync(folder: folder);
        string after = await ShownAsync(again);
        Directory.Delete(folder, recursive: true);

        after.ShouldBe(before);
        after.ShouldContain("<CapacityRebalance>true</CapacityRebalance>");
        after.ShouldContain("<ServiceLinkedRoleARN>arn:role</ServiceLinkedRoleARN>");
    }

    [Fact]
    public async Task A_group_with_subnets_launches_instances_in_the_zones_of_the_subnets()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Zones);
        (_, XElement subnets) = await test.CallAsync(
            "Action=DescribeSubnets&Filter.1.Name=availability-zone&Filter.1.Value.1=sierra" + Ec2
        );
        string subnet = subnets.Values("subnetId").Single();
        await test.DoAsync(Launch, Group + $"&DesiredCapacity=2&VPCZoneIdentifier={subnet}");

        string[] zones = await test.SettledAsync(2);
        (_, XElement groups) = await test.CallAsync("Action=DescribeAutoScalingGroups");
        XElement[] instances = await test.InstancesAsync();

        zones.ShouldBe(["sierra", "sierra"]);
        groups.Items("AvailabilityZones").Select(zone => zone.Value).ShouldBe(["sierra"]);
        groups.Values("VPCZoneIdentifier").ShouldBe([subnet]);
        instances.ShouldAllBe(instance => instance.Text("subnetId") == subnet);
    }

    [Fact]
    public async Task Unknown_subnets_map_to_the_zones_in_order()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Zones);
        await test.DoAsync(Launch, Group + "&VPCZoneIdentifier=subnet-a,subnet-b");

        (_, XElement groups) = await test.CallAsync("Action=DescribeAutoScalingGroups");

        groups.Items("AvailabilityZones").Select(zone => zone.Value).ShouldBe(["hotel", "sierra"]);
    }

    [Fact]
    public async Task A_standalone_instance_runs_in_the_zone_of_its_subnet()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Zones);
        (_, XElement subnets) = await test.CallAsync("Action=DescribeSubnets" + Ec2);
        XElement sierra = subnets.Items("subnetSet").Single(subnet => subnet.Text("availabilityZone") == "sierra");

        (_, XElement document) = await test.CallAsync(
            $"Action=RunInstances&ImageId=image&MinCount=1&MaxCount=1&SubnetId={sierra.Text("subnetId")}{Ec2}"
        );
        (int Status, string? Code) elsewhere = await test.FaultAsync(
            $"Action=RunInstances&ImageId=image&MinCount=1&MaxCount=1"
                + $"&SubnetId={sierra.Text("subnetId")}&Placement.AvailabilityZone=hotel{Ec2}"
        );

        document.Values("availabilityZone").ShouldBe(["sierra"]);
        elsewhere.ShouldBe((400, "InvalidParameterValue"));
    }

    [Fact]
    public async Task A_launch_configuration_and_a_group_can_be_created_from_an_instance()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        (_, XElement started) = await test.CallAsync(
            "Action=RunInstances&ImageId=image&InstanceType=m1.large&KeyName=key&MinCount=1&MaxCount=1&Monitoring.Enabled=true" + Ec2
        );
        string id = started.Values("instanceId").Single();

        await test.DoAsync(
            $"Action=CreateLaunchConfiguration&LaunchConfigurationName=like&InstanceId={id}&InstanceType=m1.small",
            $"Action=CreateAutoScalingGroup&AutoScalingGroupName=g&InstanceId={id}&MinSize=0&MaxSize=1&AvailabilityZones.member.1=a"
        );
        (_, XElement launches) = await test.CallAsync("Action=DescribeLaunchConfigurations");
        (_, XElement groups) = await test.CallAsync("Action=DescribeAutoScalingGroups");

        launches
            .Items("LaunchConfigurations")
            .Select(launch =>
                string.Join(
                    ' ',
                    new[] { "LaunchConfigurationName", "ImageId", "InstanceType", "KeyName" }.Select(name => launch.Text(name))
                )
            )
            .ShouldBe(["g image m1.large key", "like image m1.small key"]);
        launches.Values("Enabled").ShouldBe(["true", "true"]);
        groups.Values("LaunchConfigurationName").ShouldBe(["g"]);
    }

    [Fact]
    public async Task A_policy_name_without_a_group_is_accepted_only_if_it_is_unique()
    {
        const string Policy =
            "Action=PutScalingPolicy&PolicyName=grow&AdjustmentType=ExactCapacity&ScalingAdjustment=1&AutoScalingGroupName=";
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch, Group + "&AvailabilityZones.member.1=a", Policy + "g", "Action=ExecutePolicy&PolicyName=grow");
        (await test.InServiceAsync(1)).Length.ShouldBe(1);
        await test.DoAsync(Group.Replace("Name=g", "Name=h", StringComparison.Ordinal) + "&AvailabilityZones.member.1=a", Policy + "h");

        (int status, XElement document) = await test.CallAsync("Action=DeletePolicy&PolicyName=grow");

        status.ShouldBe(400);
        document.Values("Message").Single().ShouldBe("Several groups have a policy 'grow': g, h; name the group or the ARN of the policy");
    }

    [Theory]
    [InlineData("StepScaling", "Minimum", 200)]
    [InlineData("StepScaling", "Median", 400)]
    [InlineData("SimpleScaling", "Minimum", 400)]
    public async Task Only_step_policies_accept_a_metric_aggregation_type(string kind, string aggregation, int status)
    {
        string change =
            kind == "StepScaling"
                ? "&StepAdjustments.member.1.MetricIntervalLowerBound=0&StepAdjustments.member.1.ScalingAdjustment=1"
                : "&ScalingAdjustment=1";
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch, Group + "&AvailabilityZones.member.1=a");

        (int found, _) = await test.CallAsync(
            $"Action=PutScalingPolicy&AutoScalingGroupName=g&PolicyName=p"
                + $"&PolicyType={kind}&AdjustmentType=ChangeInCapacity&MetricAggregationType={aggregation}{change}"
        );
        (_, XElement policies) = await test.CallAsync("Action=DescribePolicies");

        found.ShouldBe(status);
        policies.Values("MetricAggregationType").ShouldBe(status == 200 ? [aggregation] : []);
    }

    [Fact]
    public async Task Activities_of_a_deleted_group_are_listed_only_with_IncludeDeletedGroups()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch, Group + "&DesiredCapacity=1&AvailabilityZones.member.1=a");
        await test.InServiceAsync(1);
        await test.DoAsync("Action=DeleteAutoScalingGroup&AutoScalingGroupName=g&ForceDelete=true");
        await test.InStateAsync(1, "terminated");

        (_, XElement without) = await test.CallAsync("Action=DescribeScalingActivities");
        (_, XElement with) = await test.CallAsync("Action=DescribeScalingActivities&AutoScalingGroupName=g&IncludeDeletedGroups=true");

        without.Items("Activities").ShouldBeEmpty();
        with.Items("Activities").Select(activity => activity.Text("StatusCode")).ShouldBe(["Successful", "Successful"]);
    }

    private static async Task<string> ShownAsync(TestEndpoint test) =>
        string.Concat(
            (await test.CallAsync("Action=DescribeLaunchConfigurations"))
                .Document.Items("LaunchConfigurations")
                .Concat((await test.CallAsync("Action=DescribeAutoScalingGroups")).Document.Items("AutoScalingGroups"))
                .Select(item => string.Concat(item.Elements().Select(Plain)))
        );

    private static string Plain(XElement element)
    {
        XElement plain = new(
            element.Name.LocalName,
            element.Nodes().Select(node => node is XElement child ? (object)XElement.Parse(Plain(child)) : node)
        );
        return plain.ToString(SaveOptions.DisableFormatting);
    }
}
