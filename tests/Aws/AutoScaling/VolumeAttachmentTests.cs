using System.Xml.Linq;
using Scalewright.Providers.AutoScaling;

namespace AutoScaling.Tests;

// EC2 API reference: AttachVolume, DetachVolume; codes: "Error codes" of the same.
public class VolumeAttachmentTests
{
    private const string Ec2 = "&Version=2016-11-15";
    private const string Describe = "Action=DescribeVolumes" + Ec2;
    private const string Create = "Action=CreateVolume&Size=40&AvailabilityZone=";
    private const string Run = "Action=RunInstances&ImageId=image&MinCount=1&MaxCount=1&Placement.AvailabilityZone=a"
        + Ec2;

    private const string Disk = "&BlockDeviceMapping.1.DeviceName=/dev/sdh&BlockDeviceMapping.1.Ebs.VolumeSize=20";

    [Fact]
    public async Task An_attached_volume_is_shown_with_its_instance_until_it_is_detached()
    {
        string folder = Directory.CreateTempSubdirectory("attachments-").FullName;
        EndpointOptions options = new() { Signatures = SignatureRule.Off };
        await using TestEndpoint test = await TestEndpoint.OpenAsync(options, folder);
        (string instance, string volume) = await FillAsync(test);

        (_, XElement attaching) = await test.CallAsync(Attach(volume, instance));
        await test.RestartAsync(options, folder);
        (_, XElement attached) = await test.CallAsync($"{Describe}&VolumeId.1={volume}");
        XElement with = (await test.InstancesAsync())[0];
        (_, XElement detaching) = await test.CallAsync(Detach(volume));
        await test.RestartAsync(options, folder);
        (_, XElement free) = await test.CallAsync($"{Describe}&VolumeId.1={volume}");
        XElement without = (await test.InstancesAsync())[0];

        (attaching.First("status"), detaching.First("status")).ShouldBe(("attaching", "detaching"));
        attached.Values("status").ShouldBe(["in-use", "attached"]);
        (attached.First("instanceId"), attached.First("device"), attached.First("deleteOnTermination"))
            .ShouldBe((instance, "/dev/sdf", "false"));
        with.Values("deviceName").ShouldBe(["/dev/sda1", "/dev/sdf"]);
        with.Values("volumeId").ShouldContain(volume);
        (free.First("status"), free.Items("attachmentSet").Length).ShouldBe(("available", 0));
        without.Values("deviceName").ShouldBe(["/dev/sda1"]);
    }

    [Fact]
    public async Task A_volume_of_a_block_device_is_detached_and_attached_elsewhere()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Run + Disk, Run);
        XElement[] instances = await test.InStateAsync(2, "running");
        XElement first = instances.Single(one => one.Values("deviceName").Length == 2);
        string volume = first.Values("volumeId")[1];
        string second = instances.Single(one => one != first).Text("instanceId")!;

        await test.DoAsync(Detach(volume), Attach(volume, second));
        (_, XElement shown) = await test.CallAsync($"{Describe}&VolumeId.1={volume}");
        XElement[] after = await test.InstancesAsync();

        (shown.First("instanceId"), shown.First("size"), shown.First("device")).ShouldBe((second, "20", "/dev/sdf"));
        after.Single(one => one.Text("instanceId") != second).Values("deviceName").ShouldBe(["/dev/sda1"]);
        after.Single(one => one.Text("instanceId") == second).Values("volumeId").ShouldContain(volume);
    }

    // EC2 user guide, "Preserve data when an instance is terminated": volumes attached later stay, unless the attribute
    // says otherwise.
    [Theory]
    [InlineData("", 1)]
    [InlineData("true", 0)]
    public async Task An_attached_volume_stays_after_its_instance_unless_it_shall_go(string isDeleted, int left)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        (string instance, string volume) = await FillAsync(test);
        await test.DoAsync(Attach(volume, instance));
        if (isDeleted.Length > 0)
        {
            await test.DoAsync(
                $"Action=ModifyInstanceAttribute&InstanceId={instance}&BlockDeviceMapping.1.DeviceName=/dev/sdf"
                    + $"&BlockDeviceMapping.1.Ebs.DeleteOnTermination={isDeleted}{Ec2}");
        }

        await test.DoAsync($"Action=TerminateInstances&InstanceId.1={instance}{Ec2}");
        await test.InStateAsync(1, "terminated");
        (_, XElement volumes) = await test.CallAsync(Describe);

        volumes.Items("volumeSet").Count(one => one.Text("status") == "available").ShouldBe(left);
        volumes.Items("volumeSet").Length.ShouldBe(left);
    }

    [Theory]
    [InlineData("Action=AttachVolume&VolumeId={volume}&InstanceId={instance}&Device=/dev/sda1", "InvalidParameterValue")]
    [InlineData("Action=AttachVolume&VolumeId={volume}&InstanceId={instance}", "MissingParameter")]
    [InlineData("Action=AttachVolume&VolumeId={volume}&InstanceId=i-0&Device=/dev/sdf", "InvalidInstanceID.NotFound")]
    [InlineData("Action=AttachVolume&VolumeId=vol-0&InstanceId={instance}&Device=/dev/sdf", "InvalidVolume.NotFound")]
    [InlineData("Action=AttachVolume&VolumeId={other}&InstanceId={instance}&Device=/dev/sdf", "InvalidVolume.ZoneMismatch")]
    [InlineData("Action=AttachVolume&VolumeId={root}&InstanceId={instance}&Device=/dev/sdf", "VolumeInUse")]
    [InlineData("Action=DetachVolume&VolumeId={volume}", "IncorrectState")]
    [InlineData("Action=DetachVolume&VolumeId={root}&Device=/dev/sdf", "InvalidAttachment.NotFound")]
    [InlineData("Action=DetachVolume&VolumeId={root}&InstanceId=i-0", "InvalidInstanceID.NotFound")]
    [InlineData("Action=DetachVolume&VolumeId={root}", "OperationNotPermitted")]
    public async Task An_attachment_that_cannot_be_is_refused(string query, string code)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        (string instance, string volume) = await FillAsync(test);
        string root = (await test.InstancesAsync())[0].First("volumeId")!;
        (_, XElement other) = await test.CallAsync($"{Create}b{Ec2}");

        (int Status, string? Code) fault = await test.FaultAsync(query
            .Replace("{volume}", volume, StringComparison.Ordinal)
            .Replace("{instance}", instance, StringComparison.Ordinal)
            .Replace("{root}", root, StringComparison.Ordinal)
            .Replace("{other}", other.First("volumeId")!, StringComparison.Ordinal) + Ec2);

        fault.ShouldBe((400, code));
    }

    private static string Attach(string volume, string instance) =>
        $"Action=AttachVolume&VolumeId={volume}&InstanceId={instance}&Device=/dev/sdf{Ec2}";

    private static string Detach(string volume) => $"Action=DetachVolume&VolumeId={volume}&Force=true{Ec2}";

    private static async Task<(string Instance, string Volume)> FillAsync(TestEndpoint test)
    {
        await test.DoAsync(Run);
        string instance = (await test.InStateAsync(1, "running"))[0].Text("instanceId")!;
        (_, XElement made) = await test.CallAsync($"{Create}a{Ec2}");
        return (instance, made.First("volumeId")!);
    }
}
