namespace AutoScaling.Tests;

/// <summary>Launch templates. Sources: EC2 API reference; tests of moto that are verified against AWS.</summary>
public class LaunchTemplateTests
{
    private const string Ec2 = "&Version=2016-11-15";
    private const string Create =
        "Action=CreateLaunchTemplate&LaunchTemplateName=web&LaunchTemplateData.ImageId=image&LaunchTemplateData.InstanceType=m1.small"
        + Ec2;
    private const string Second =
        "Action=CreateLaunchTemplateVersion&LaunchTemplateName=web&LaunchTemplateData.InstanceType=m1.large&SourceVersion=1" + Ec2;
    private const string Group = "Action=CreateAutoScalingGroup&AutoScalingGroupName=g&AvailabilityZones.member.1=a&MinSize=1&MaxSize=9&";

    [Theory]
    [InlineData(Create, "InvalidLaunchTemplateName.AlreadyExistsException")]
    [InlineData("Action=CreateLaunchTemplate&LaunchTemplateName=ab&LaunchTemplateData.ImageId=image" + Ec2, "InvalidParameterValue")]
    [InlineData("Action=CreateLaunchTemplate&LaunchTemplateName=other" + Ec2, "MissingParameter")]
    [InlineData(
        "Action=CreateLaunchTemplate&LaunchTemplateName=other&LaunchTemplateData.UserData=not%20base64!" + Ec2,
        "InvalidUserData.Malformed"
    )]
    [InlineData("Action=CreateLaunchTemplate&LaunchTemplateName=other&LaunchTemplateData.Colour=red" + Ec2, "UnknownParameter")]
    [InlineData(
        "Action=CreateLaunchTemplate&LaunchTemplateName=other&LaunchTemplateData.EbsOptimized=perhaps" + Ec2,
        "InvalidParameterValue"
    )]
    [InlineData("Action=DeleteLaunchTemplate" + Ec2, "MissingParameter")]
    [InlineData("Action=DeleteLaunchTemplate&LaunchTemplateName=none" + Ec2, "InvalidLaunchTemplateName.NotFoundException")]
    [InlineData("Action=DeleteLaunchTemplate&LaunchTemplateId=lt-07ff4bb0369cd679c" + Ec2, "InvalidLaunchTemplateId.NotFound")]
    [InlineData("Action=DeleteLaunchTemplate&LaunchTemplateId=web" + Ec2, "InvalidLaunchTemplateId.Malformed")]
    [InlineData(
        "Action=DescribeLaunchTemplates&LaunchTemplateName.1=web&LaunchTemplateName.2=none" + Ec2,
        "InvalidLaunchTemplateName.NotFoundException"
    )]
    [InlineData("Action=DescribeLaunchTemplateVersions" + Ec2, "MissingParameter")]
    [InlineData("Action=DescribeLaunchTemplateVersions&LaunchTemplateVersion.1=1" + Ec2, "InvalidParameterValue")]
    [InlineData(
        "Action=DescribeLaunchTemplateVersions&LaunchTemplateName=web&LaunchTemplateVersion.1=3" + Ec2,
        "InvalidLaunchTemplateId.VersionNotFound"
    )]
    [InlineData("Action=ModifyLaunchTemplate&LaunchTemplateName=web&SetDefaultVersion=2" + Ec2, "InvalidLaunchTemplateId.VersionNotFound")]
    [InlineData(
        "Action=RunInstances&MinCount=1&MaxCount=1&LaunchTemplate.LaunchTemplateName=none" + Ec2,
        "InvalidLaunchTemplateName.NotFoundException"
    )]
    [InlineData(Group + "LaunchTemplate.Version=1", "ValidationError")]
    [InlineData(Group + "LaunchTemplate.LaunchTemplateName=none", "ValidationError")]
    [InlineData(Group + "LaunchTemplate.LaunchTemplateName=web&LaunchTemplate.Version=7", "ValidationError")]
    [InlineData(Group + "LaunchTemplate.LaunchTemplateName=web&LaunchConfigurationName=lc", "ValidationError")]
    [InlineData(Group, "ValidationError")]
    public async Task An_invalid_EC2_request_is_rejected_with_the_documented_error_code(string query, string code)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Create);

        (int Status, string? Code) fault = await test.FaultAsync(query);

        fault.ShouldBe((400, code));
    }

    [Fact]
    public async Task A_template_version_names_its_members_as_the_EC2_service_model_does()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(
            Create
                + "&LaunchTemplateData.SecurityGroupId.1=sg-1&LaunchTemplateData.EbsOptimized=True"
                + "&LaunchTemplateData.TagSpecification.1.ResourceType=instance&LaunchTemplateData.TagSpecification.1.Tag.1.Key=k&LaunchTemplateData.TagSpecification.1.Tag.1.Value=v"
        );

        (_, XElement reply) = await test.CallAsync("Action=DescribeLaunchTemplateVersions&LaunchTemplateName=web" + Ec2);

        // Source of the names: ResponseLaunchTemplateData of the EC2 service model 2016-11-15.
        Leaves(reply.All("launchTemplateData").Single())
            .ShouldBe(
                [
                    "ebsOptimized=true",
                    "imageId=image",
                    "instanceType=m1.small",
                    "securityGroupIdSet/item=sg-1",
                    "tagSpecificationSet/item/resourceType=instance",
                    "tagSpecificationSet/item/tagSet/item/key=k",
                    "tagSpecificationSet/item/tagSet/item/value=v",
                ],
                ignoreOrder: true
            );
    }

    [Fact]
    public async Task A_new_template_version_inherits_from_its_source_and_becomes_the_default_only_on_request()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Create, Second);

        (_, XElement latest) = await test.CallAsync(
            "Action=DescribeLaunchTemplateVersions&LaunchTemplateName=web&LaunchTemplateVersion.1=$Latest" + Ec2
        );
        (_, XElement unchanged) = await test.CallAsync("Action=DescribeLaunchTemplates" + Ec2);
        await test.DoAsync("Action=ModifyLaunchTemplate&LaunchTemplateName=web&SetDefaultVersion=2" + Ec2);
        (_, XElement changed) = await test.CallAsync("Action=DescribeLaunchTemplates" + Ec2);

        (latest.First("imageId"), latest.First("instanceType"), latest.First("versionNumber")).ShouldBe(("image", "m1.large", "2"));
        (unchanged.First("defaultVersionNumber"), unchanged.First("latestVersionNumber")).ShouldBe(("1", "2"));
        (changed.First("defaultVersionNumber"), changed.First("latestVersionNumber")).ShouldBe(("2", "2"));
    }

    [Fact]
    public async Task The_default_version_cannot_be_deleted_and_version_numbers_are_not_reused()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Create, Second);

        (_, XElement deleted) = await test.CallAsync(
            "Action=DeleteLaunchTemplateVersions&LaunchTemplateName=web"
                + "&LaunchTemplateVersion.1=1&LaunchTemplateVersion.2=2&LaunchTemplateVersion.3=5"
                + Ec2
        );
        (_, XElement next) = await test.CallAsync(Second);

        deleted.All("successfullyDeletedLaunchTemplateVersionSet").Single().First("versionNumber").ShouldBe("2");
        deleted.Values("code").ShouldBe(["unexpectedError", "launchTemplateVersionDoesNotExist"]);
        next.First("versionNumber").ShouldBe("3");
    }

    [Fact]
    public async Task A_client_token_makes_creation_idempotent_and_rejects_different_parameters()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();

        (_, XElement first) = await test.CallAsync(Create + "&ClientToken=once");
        (_, XElement again) = await test.CallAsync(Create + "&ClientToken=once");
        (int Status, string? Code) other = await test.FaultAsync(
            Create.Replace("m1.small", "m1.large", StringComparison.Ordinal) + "&ClientToken=once"
        );

        again.First("launchTemplateId").ShouldBe(first.First("launchTemplateId"));
        other.ShouldBe((400, "IdempotentParameterMismatch"));
    }

    [Fact]
    public async Task Request_parameters_override_those_of_the_launch_template()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Create + "&LaunchTemplateData.KeyName=key");

        (_, XElement run) = await test.CallAsync(
            "Action=RunInstances&MinCount=1&MaxCount=1&InstanceType=m1.large&LaunchTemplate.LaunchTemplateName=web" + Ec2
        );

        (run.First("imageId"), run.First("instanceType"), run.First("keyName")).ShouldBe(("image", "m1.large", "key"));
    }

    [Theory]
    [InlineData("", "m1.small", "1")]
    [InlineData("&LaunchTemplate.Version=$Latest", "m1.large", "2")]
    [InlineData("&LaunchTemplate.Version=$LATEST", "m1.large", "2")]
    [InlineData("&LaunchTemplate.Version=2", "m1.large", "2")]
    public async Task A_group_launches_instances_from_its_specified_template_version(string version, string type, string number)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(
            Create
                + "&LaunchTemplateData.TagSpecification.1.ResourceType=instance&LaunchTemplateData.TagSpecification.1.Tag.1.Key=from&LaunchTemplateData.TagSpecification.1.Tag.1.Value=template",
            Second
        );
        await test.DoAsync(Group + "LaunchTemplate.LaunchTemplateName=web" + version);

        XElement instance = (await test.InServiceAsync(1)).Single();
        (_, XElement ec2) = await test.CallAsync("Action=DescribeInstances" + Ec2);

        (instance.First("InstanceType"), instance.First("LaunchTemplateName"), instance.First("Version")).ShouldBe((type, "web", number));
        ec2.Descendants()
            .Single(element => element.Name.LocalName == "key" && element.Value == "from")
            .Parent!.First("value")
            .ShouldBe("template");
    }

    [Fact]
    public async Task A_group_with_a_deleted_template_keeps_its_instances_and_reports_a_failed_launch()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Create, Group + "LaunchTemplate.LaunchTemplateName=web");
        await test.InServiceAsync(1);

        await test.DoAsync(
            "Action=DeleteLaunchTemplate&LaunchTemplateName=web" + Ec2,
            "Action=SetDesiredCapacity&AutoScalingGroupName=g&DesiredCapacity=3"
        );
        (_, XElement activities) = await test.CallAsync("Action=DescribeScalingActivities&AutoScalingGroupName=g");

        (await test.InServiceAsync(1)).Length.ShouldBe(1);
        activities.First("StatusCode").ShouldBe("Failed");
        activities.First("Cause")!.ShouldContain("does not exist");
    }

    [Fact]
    public async Task A_failed_launch_is_retried_and_each_attempt_is_recorded_with_its_reason()
    {
        HandClock clock = new();
        await using TestEndpoint test = await TestEndpoint.OpenAsync(
            new AutoScalingEndpointOptions
            {
                SignatureValidation = SignatureValidation.Off,
                Clock = clock,
                PollInterval = TimeSpan.FromMilliseconds(100),
            }
        );
        await test.DoAsync(Create, Group + "LaunchTemplate.LaunchTemplateName=web");
        await test.InServiceAsync(1);

        await test.DoAsync(
            "Action=DeleteLaunchTemplate&LaunchTemplateName=web" + Ec2,
            "Action=SetDesiredCapacity&AutoScalingGroupName=g&DesiredCapacity=2"
        );
        int[] seconds = [15, 30, 60];
        int attempts = 1;
        XElement activities = await FailedAsync(test, attempts);
        foreach (int delay in seconds)
        {
            clock.Now += TimeSpan.FromSeconds(delay);
            activities = await FailedAsync(test, ++attempts);
        }

        await test.DoAsync(Create, "Action=UpdateAutoScalingGroup&AutoScalingGroupName=g&LaunchTemplate.LaunchTemplateName=web");
        await test.InServiceAsync(2);

        // Source of the end of the message: AutoScaling user guide, "Troubleshoot instance launch failures".
        activities.First("StatusMessage")!.ShouldContain("does not exist");
        activities.First("StatusMessage")!.ShouldEndWith(". Launching EC2 instance failed.");
        activities.First("Progress").ShouldBe("100");
    }

    [Fact]
    public async Task A_mixed_instances_policy_launches_its_first_type_and_applies_its_weight()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(
            Create,
            Group
                + "DesiredCapacity=8&MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateName=web"
                + "&MixedInstancesPolicy.LaunchTemplate.Overrides.member.1.InstanceType=c4.xlarge&MixedInstancesPolicy.LaunchTemplate.Overrides.member.1.WeightedCapacity=3"
        );

        XElement[] instances = await test.InServiceAsync(3);
        (_, XElement groups) = await test.CallAsync("Action=DescribeAutoScalingGroups");

        // Eight units at a weight of three need three instances.
        instances.ShouldAllBe(instance => instance.First("InstanceType") == "c4.xlarge" && instance.First("WeightedCapacity") == "3");
        (groups.First("DesiredCapacity"), groups.First("OnDemandPercentageAboveBaseCapacity")).ShouldBe(("8", "100"));
    }

    [Fact]
    public async Task Launch_templates_stored_in_a_folder_survive_a_restart()
    {
        string folder = Directory.CreateTempSubdirectory("templates").FullName;
        await using (TestEndpoint before = await TestEndpoint.OpenAsync(folder: folder))
        {
            await before.DoAsync(
                Create,
                Second,
                "Action=CreateLaunchTemplate&LaunchTemplateName=gone&LaunchTemplateData.ImageId=image" + Ec2,
                "Action=DeleteLaunchTemplate&LaunchTemplateName=gone" + Ec2,
                Group + "LaunchTemplate.LaunchTemplateName=web&LaunchTemplate.Version=$Latest"
            );
        }

        await using TestEndpoint after = await TestEndpoint.OpenAsync(folder: folder);
        (_, XElement templates) = await after.CallAsync("Action=DescribeLaunchTemplates" + Ec2);
        (_, XElement groups) = await after.CallAsync("Action=DescribeAutoScalingGroups");
        Directory.Delete(folder, recursive: true);

        templates.Values("launchTemplateName").ShouldBe(["web"]);
        templates.First("latestVersionNumber").ShouldBe("2");
        groups.All("LaunchTemplate").Last().First("Version").ShouldBe("$Latest");
    }

    private static async Task<XElement> FailedAsync(TestEndpoint test, int count)
    {
        XElement reply = await test.UntilAsync("Action=DescribeScalingActivities&AutoScalingGroupName=g", reply =>
            reply.Values("StatusCode").Count(code => code == "Failed") >= count
        );
        reply.Values("StatusCode").Count(code => code == "Failed").ShouldBe(count);
        return reply;
    }

    private static IEnumerable<string> Leaves(XElement element, string path = "") =>
        element.HasElements
            ? element.Elements().SelectMany(child => Leaves(child, $"{path}{child.Name.LocalName}/"))
            : [$"{path.TrimEnd('/')}={element.Value}"];
}
