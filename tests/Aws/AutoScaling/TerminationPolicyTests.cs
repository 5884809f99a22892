namespace AutoScaling.Tests;

/// <summary>
/// Termination policies. Sources: AutoScaling user guide, "Configure termination policies"; API reference,
/// CreateAutoScalingGroup.
/// </summary>
public class TerminationPolicyTests
{
    private const string Ec2 = "&Version=2016-11-15";
    private const string Launch = "Action=CreateLaunchConfiguration&ImageId=image&InstanceType=m1.small&LaunchConfigurationName=";
    private const string Group = "Action=CreateAutoScalingGroup&AvailabilityZones.member.1=a&MinSize=0&MaxSize=9&AutoScalingGroupName=g";
    private const string Update = "Action=UpdateAutoScalingGroup&AutoScalingGroupName=g";
    private const string Template =
        "Action=CreateLaunchTemplate&LaunchTemplateData.ImageId=image&LaunchTemplateData.InstanceType=m1.small&LaunchTemplateName=";

    // Three instances are launched at 3:04:05, 3:34:05 and 3:54:05. One is terminated at 4:24:05, when the second is
    // closest to its next full hour.
    [Theory]
    [InlineData("OldestInstance", 0)]
    [InlineData("NewestInstance", 2)]
    [InlineData("ClosestToNextInstanceHour", 1)]
    [InlineData("AllocationStrategy&TerminationPolicies.member.2=OldestInstance", 0)]
    [InlineData("Default&TerminationPolicies.member.2=OldestInstance", 2)]
    public async Task The_termination_policies_of_a_group_select_the_instance_to_terminate(string policies, int ended)
    {
        HandClock clock = new();
        await using TestEndpoint test = await OpenAsync(clock);
        await test.DoAsync(Launch + "lc", Group + "&LaunchConfigurationName=lc&TerminationPolicies.member.1=" + policies);
        string[] ids = await LaunchedAsync(test, clock, 0, 30, 20);

        clock.Now += TimeSpan.FromMinutes(30);
        await test.DoAsync(Size(2));

        string[] left = await IdsAsync(test, 2);
        ids.Except(left).Single().ShouldBe(ids[ended]);
    }

    [Fact]
    public async Task The_instance_of_the_oldest_launch_configuration_is_terminated_first()
    {
        HandClock clock = new();
        await using TestEndpoint test = await OpenAsync(clock);
        await test.DoAsync(
            Launch + "old",
            Launch + "new",
            Group + "&LaunchConfigurationName=new&TerminationPolicies.member.1=OldestLaunchConfiguration"
        );
        string[] ids = await LaunchedAsync(test, clock, 0);
        await test.DoAsync(Update + "&LaunchConfigurationName=old");
        ids = await LaunchedAsync(test, clock, [1], ids);
        await test.DoAsync(Update + "&LaunchConfigurationName=new");
        ids = await LaunchedAsync(test, clock, [1], ids);

        await test.DoAsync(Size(2));

        string[] left = await IdsAsync(test, 2);
        ids.Except(left).Single().ShouldBe(ids[1]);
    }

    [Fact]
    public async Task An_instance_of_another_launch_template_is_terminated_before_one_of_the_oldest_version()
    {
        HandClock clock = new();
        await using TestEndpoint test = await OpenAsync(clock);
        await test.DoAsync(
            Template + "web",
            Template + "other",
            "Action=CreateLaunchTemplateVersion&LaunchTemplateName=web&SourceVersion=1&LaunchTemplateData.InstanceType=m1.large" + Ec2,
            Group + "&LaunchTemplate.LaunchTemplateName=web&LaunchTemplate.Version=2&TerminationPolicies.member.1=OldestLaunchTemplate"
        );
        string[] ids = await LaunchedAsync(test, clock, 0);
        await test.DoAsync(Update + "&LaunchTemplate.LaunchTemplateName=web&LaunchTemplate.Version=1");
        ids = await LaunchedAsync(test, clock, [1], ids);
        await test.DoAsync(Update + "&LaunchTemplate.LaunchTemplateName=other");
        ids = await LaunchedAsync(test, clock, [1], ids);
        await test.DoAsync(Update + "&LaunchTemplate.LaunchTemplateName=web");

        await test.DoAsync(Size(2));
        string[] first = await IdsAsync(test, 2);
        await test.DoAsync(Size(1));
        string[] second = await IdsAsync(test, 1);

        first.ShouldBe([ids[0], ids[1]], ignoreOrder: true);
        second.ShouldBe([ids[0]]);
    }

    [Theory]
    [InlineData("oldestInstance")]
    [InlineData("arn:aws:lambda:us-east-1:123456789012:function:choose:alias")]
    public async Task An_unsupported_termination_policy_is_rejected_by_name(string policy)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync();
        await test.DoAsync(Launch + "lc");

        (int status, XElement reply) = await test.CallAsync(Group + "&LaunchConfigurationName=lc&TerminationPolicies.member.1=" + policy);

        (status, reply.First("Code")).ShouldBe((400, "ValidationError"));
        reply.First("Message")!.ShouldContain(policy);
    }

    private static string Size(int size) => $"Action=SetDesiredCapacity&AutoScalingGroupName=g&DesiredCapacity={size}";

    private static Task<TestEndpoint> OpenAsync(HandClock clock) =>
        TestEndpoint.OpenAsync(new AutoScalingEndpointOptions { SignatureValidation = SignatureValidation.Off, Clock = clock });

    private static async Task<string[]> IdsAsync(TestEndpoint test, int count) =>
        [.. (await test.InServiceAsync(count)).Select(instance => instance.First("InstanceId")!)];

    private static Task<string[]> LaunchedAsync(TestEndpoint test, HandClock clock, params int[] minutes) =>
        LaunchedAsync(test, clock, minutes, []);

    private static async Task<string[]> LaunchedAsync(TestEndpoint test, HandClock clock, int[] minutes, string[] earlier)
    {
        List<string> ids = [.. earlier];
        foreach (int pause in minutes)
        {
            clock.Now += TimeSpan.FromMinutes(pause);
            await test.DoAsync(Size(ids.Count + 1));
            ids.Add((await IdsAsync(test, ids.Count + 1)).Except(ids).Single());
        }

        return [.. ids];
    }
}
