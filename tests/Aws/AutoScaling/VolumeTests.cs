using System.Xml.Linq;
using Scalewright.Providers.AutoScaling;

namespace AutoScaling.Tests;

// EC2 API reference: CreateVolume, DeleteVolume, DescribeVolumes; EC2 user guide, "Block device mappings".
public class VolumeTests
{
    private const string Ec2 = "&Version=2016-11-15";
    private const string Describe = "Action=DescribeVolumes" + Ec2;
    private const string Create = "Action=CreateVolume&AvailabilityZone=a";
    private const string Run = "Action=RunInstances&ImageId=image&MinCount=1&MaxCount=1" + Ec2;
    private const string Disk = "&BlockDeviceMapping.1.DeviceName=/dev/sdh&BlockDeviceMapping.1.Ebs.VolumeSize=20"
        + "&BlockDeviceMapping.1.Ebs.VolumeType=gp3&BlockDeviceMapping.1.Ebs.Encrypted=true"
        + "&BlockDeviceMapping.1.Ebs.DeleteOnTermination=";

    [Theory]
    [InlineData("&BlockDeviceMapping.1.DeviceName=/dev/sdh&BlockDeviceMapping.1.Ebs.VolumeSize=20",
        new[] { "8", "20" }, new[] { "/dev/sda1", "/dev/sdh" })]
    [InlineData("&BlockDeviceMapping.1.DeviceName=/dev/sda1&BlockDeviceMapping.1.Ebs.VolumeSize=20",
        new[] { "20" }, new[] { "/dev/sda1" })]
    [InlineData("", new[] { "8" }, new[] { "/dev/sda1" })]
    public async Task The_volumes_of_an_instance_follow_from_its_block_devices(
        string disks, string[] sizes, string[] devices)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Run + disks);
        XElement instance = (await test.InStateAsync(1, "running"))[0];

        (_, XElement volumes) = await test.CallAsync(
            Describe + "&Filter.1.Name=attachment.instance-id&Filter.1.Value.1=" + instance.Text("instanceId"));

        volumes.Values("size").ShouldBe(sizes);
        volumes.Values("device").ShouldBe(devices);
        volumes.Items("volumeSet").Select(one => one.Text("volumeId")).ShouldBe(instance.Values("volumeId"));
        volumes.Items("volumeSet").ShouldAllBe(one => one.Text("status") == "in-use");
    }

    [Theory]
    [InlineData("true", 0)]
    [InlineData("false", 1)]
    public async Task A_volume_that_does_not_go_with_its_instance_is_free_afterwards(string isDeleted, int left)
    {
        string folder = Directory.CreateTempSubdirectory("volumes-").FullName;
        EndpointOptions options = new() { Signatures = SignatureRule.Off };
        await using TestEndpoint test = await TestEndpoint.OpenAsync(options, folder);
        await test.DoAsync(Run + Disk + isDeleted + "&TagSpecification.1.ResourceType=volume"
            + "&TagSpecification.1.Tag.1.Key=app&TagSpecification.1.Tag.1.Value=shop");
        string id = (await test.InStateAsync(1, "running"))[0].Text("instanceId")!;

        await test.DoAsync($"Action=TerminateInstances&InstanceId.1={id}{Ec2}");
        await test.InStateAsync(1, "terminated");
        await test.RestartAsync(options, folder);
        (_, XElement volumes) = await test.CallAsync(Describe);

        XElement[] found = volumes.Items("volumeSet");
        found.Length.ShouldBe(left);
        found.ShouldAllBe(one => one.Text("status") == "available" && one.Text("size") == "20"
            && one.Text("volumeType") == "gp3" && one.Text("encrypted") == "true" && one.First("value") == "shop");
    }

    [Fact]
    public async Task Instances_of_groups_have_volumes_by_their_launch_configuration()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(
            "Action=CreateLaunchConfiguration&LaunchConfigurationName=lc&ImageId=image&InstanceType=m1.small"
                + "&BlockDeviceMappings.member.1.DeviceName=/dev/sdb&BlockDeviceMappings.member.1.Ebs.VolumeSize=30"
                + "&BlockDeviceMappings.member.1.Ebs.DeleteOnTermination=false",
            "Action=CreateAutoScalingGroup&AutoScalingGroupName=g&LaunchConfigurationName=lc&MinSize=0&MaxSize=2"
                + "&DesiredCapacity=2&AvailabilityZones.member.1=a");
        await test.InServiceAsync(2);

        (_, XElement attached) = await test.CallAsync(Describe + "&Filter.1.Name=size&Filter.1.Value.1=30");
        await test.DoAsync("Action=DeleteAutoScalingGroup&AutoScalingGroupName=g&ForceDelete=true");
        await test.InStateAsync(2, "terminated");
        (_, XElement free) = await test.CallAsync(Describe + "&Filter.1.Name=status&Filter.1.Value.1=available");

        attached.Items("volumeSet").Length.ShouldBe(2);
        free.Values("volumeId").ShouldBe(
            attached.Items("volumeSet").Select(one => one.Text("volumeId")!), ignoreOrder: true);
    }

    [Fact]
    public async Task A_volume_is_created_once_for_a_token_and_deleted_when_it_is_free()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        const string Once = Create + "&Size=40&ClientToken=t" + Ec2;
        (_, XElement first) = await test.CallAsync(Once);
        (_, XElement again) = await test.CallAsync(Once);
        string id = first.First("volumeId")!;

        again.First("volumeId").ShouldBe(id);
        (await test.FaultAsync(Create + "&Size=41&ClientToken=t" + Ec2)).Code.ShouldBe("IdempotentParameterMismatch");
        await test.DoAsync($"Action=DeleteVolume&VolumeId={id}{Ec2}");
        (await test.FaultAsync($"{Describe}&VolumeId.1={id}")).ShouldBe((400, "InvalidVolume.NotFound"));
    }

    [Fact]
    public async Task A_volume_in_use_stays()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Run);
        XElement instance = (await test.InStateAsync(1, "running"))[0];

        (int Status, string? Code) fault = await test.FaultAsync(
            $"Action=DeleteVolume&VolumeId={instance.First("volumeId")}{Ec2}");

        fault.ShouldBe((400, "VolumeInUse"));
    }

    [Fact]
    public async Task Volumes_have_tags_as_instances_have()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Run);
        string id = (await test.InStateAsync(1, "running"))[0].First("volumeId")!;

        await test.DoAsync($"Action=CreateTags&ResourceId.1={id}&Tag.1.Key=app&Tag.1.Value=shop{Ec2}");
        (_, XElement tags) = await test.CallAsync(
            "Action=DescribeTags&Filter.1.Name=resource-type&Filter.1.Value.1=volume" + Ec2);
        (_, XElement found) = await test.CallAsync(Describe + "&Filter.1.Name=tag:app&Filter.1.Value.1=sh*");
        await test.DoAsync($"Action=DeleteTags&ResourceId.1={id}&Tag.1.Key=app{Ec2}");
        (_, XElement none) = await test.CallAsync(Describe + "&Filter.1.Name=tag-key&Filter.1.Value.1=app");

        tags.Values("resourceId").ShouldBe([id]);
        found.Items("volumeSet").Single().Text("volumeId").ShouldBe(id);
        none.Items("volumeSet").ShouldBeEmpty();
    }

    // EC2 user guide, "Amazon EBS volume types".
    [Theory]
    [InlineData("&Size=40", "gp2", "120", null)]
    [InlineData("&Size=10", "gp2", "100", null)]
    [InlineData("&Size=40&VolumeType=gp3", "gp3", "3000", "125")]
    [InlineData("&Size=40&VolumeType=io1&Iops=200", "io1", "200", null)]
    [InlineData("&Size=500&VolumeType=st1", "st1", null, null)]
    public async Task A_volume_has_what_its_type_has(string parameters, string type, string? iops, string? throughput)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();

        (_, XElement made) = await test.CallAsync(Create + parameters + Ec2);

        (made.First("volumeType"), made.First("iops"), made.First("throughput")).ShouldBe((type, iops, throughput));
    }

    [Theory]
    [InlineData("", "MissingParameter")]
    [InlineData("&Size=0", "InvalidParameterValue")]
    [InlineData("&Size=1&VolumeType=round", "UnknownVolumeType")]
    [InlineData("&Size=1&VolumeType=io2", "MissingParameter")]
    [InlineData("&Size=1&Iops=200", "InvalidParameterCombination")]
    [InlineData("&Size=1&Throughput=200", "InvalidParameterCombination")]
    [InlineData("&SnapshotId=snap-1", "UnsupportedOperation")]
    [InlineData("&Size=1&MultiAttachEnabled=true", "UnsupportedOperation")]
    [InlineData("&Size=1&TagSpecification.1.ResourceType=volume", "InvalidParameterValue")]
    public async Task A_volume_that_cannot_be_is_refused(string parameters, string code)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();

        (int Status, string? Code) fault = await test.FaultAsync(Create + parameters + Ec2);
        (_, XElement volumes) = await test.CallAsync(Describe);

        fault.ShouldBe((400, code));
        volumes.Items("volumeSet").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_volume_is_of_a_zone_that_there_is()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(
            new EndpointOptions { Signatures = SignatureRule.Off, Clouds = ["hotel"] });

        (await test.FaultAsync(Create + "&Size=1" + Ec2)).ShouldBe((400, "InvalidZone.NotFound"));
    }
}
