using Scalewright.Decisions;
using Scalewright.Decisions.Policies;
using Scalewright.Providers.Simulation.Models;

namespace AutoScaling.Tests;

/// <summary>Placement policies, sensors and target tracking of groups.</summary>
public class GroupPolicyTests
{
    private const string Launch = "Action=CreateLaunchConfiguration&LaunchConfigurationName=lc&ImageId=image&InstanceType=m1.small";
    private const string Phantom =
        "Action=CreateAutoScalingGroup&LaunchConfigurationName=lc&AutoScalingGroupName=g&AvailabilityZones.member.1=hotel&AvailabilityZones.member.2=sierra&MinSize=0&MaxSize=0&Tags.member.1.Key=PHANTOM_DEFINITION&Tags.member.1.Value=";
    private const string Overflow = Phantom + "error_overflow_n_preserving&Tags.member.2.Key=clouds&Tags.member.2.Value=hotel:4,sierra:4";
    private const string Sensor =
        Phantom
        + "sensor_engine&Tags.member.2.Key=metric&Tags.member.2.Value=load&Tags.member.3.Key=scale_up_threshold&Tags.member.3.Value=80"
        + "&Tags.member.4.Key=scale_up_n_vms&Tags.member.4.Value=2&Tags.member.5.Key=scale_down_threshold&Tags.member.5.Value=20&Tags.member.6.Key=scale_down_n_vms&Tags.member.6.Value=-1"
        + "&Tags.member.7.Key=cooldown_period&Tags.member.7.Value=60&Tags.member.8.Key=minimum_vms&Tags.member.8.Value=1&Tags.member.9.Key=maximum_vms&Tags.member.9.Value=4";

    private static readonly AutoScalingEndpointOptions Open = new()
    {
        SignatureValidation = SignatureValidation.Off,
        Clouds = ["hotel", "sierra"],
    };

    [Fact]
    public async Task Instances_beyond_the_capacity_of_a_cloud_are_launched_in_the_next_cloud()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Open, place: Place(CloudModel.Default with { CapacityCount = 2 }));
        await test.DoAsync(Launch, Overflow, "Action=SetDesiredCapacity&AutoScalingGroupName=g&DesiredCapacity=4");

        (await test.SettledAsync(4)).ShouldBe(["hotel", "hotel", "sierra", "sierra"]);
    }

    [Fact]
    public async Task A_cloud_with_repeated_boot_failures_is_treated_as_full()
    {
        AutoScalingEndpointOptions learning = Open with { Placement = new OverflowPlacement { MinFailures = 4 } };
        await using TestEndpoint test = await TestEndpoint.OpenAsync(
            learning,
            place: Place(CloudModel.Default with { Machine = MachineModel.Default with { BootFailureProbability = 1 } })
        );
        await test.DoAsync(Launch, Overflow, "Action=SetDesiredCapacity&AutoScalingGroupName=g&DesiredCapacity=3");

        (await test.SettledAsync(3)).ShouldBe(["sierra", "sierra", "sierra"]);
        (int _, XElement activities) = await test.CallAsync("Action=DescribeScalingActivities&AutoScalingGroupName=g");
        activities
            .Descendants()
            .Count(element => element.Name.LocalName == "StatusCode" && element.Value == "Failed")
            .ShouldBeGreaterThanOrEqualTo(4);
    }

    [Fact]
    public async Task A_cloud_whose_machines_terminate_during_boot_is_treated_as_full()
    {
        AutoScalingEndpointOptions learning = Open with { Placement = new OverflowPlacement { MinFailures = 4 } };
        await using TestEndpoint test = await TestEndpoint.OpenAsync(learning, place: Place(CloudModel.Default));
        await InjectAsync(test, new FailBoots { Cloud = "hotel", IsTerminated = true });
        await test.DoAsync(Launch, Overflow, "Action=SetDesiredCapacity&AutoScalingGroupName=g&DesiredCapacity=3");

        (await test.SettledAsync(3)).ShouldBe(["sierra", "sierra", "sierra"]);
        (int _, XElement activities) = await test.CallAsync("Action=DescribeScalingActivities&AutoScalingGroupName=g");
        activities
            .Descendants()
            .Count(element => element.Name.LocalName == "StatusCode" && element.Value == "Failed")
            .ShouldBeGreaterThanOrEqualTo(4);
    }

    [Fact]
    public async Task A_failing_placement_policy_is_named_in_the_error_and_changes_nothing()
    {
        MoodyPlacement moody = new();
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Open with { Placement = moody });
        await test.DoAsync(Launch, Overflow, "Action=SetDesiredCapacity&AutoScalingGroupName=g&DesiredCapacity=2");
        await test.SettledAsync(2);
        foreach (string mood in (string[])["throws", "below", "above", "more", "length"])
        {
            moody.Mood = mood;
            (int status, XElement document) = await test.CallAsync("Action=SetDesiredCapacity&AutoScalingGroupName=g&DesiredCapacity=3");
            status.ShouldBe(500, mood);
            document.ToString().ShouldContain(nameof(MoodyPlacement), customMessage: mood);
            TestEndpoint.FaultOf((status, document)).Code.ShouldBe("InternalFailure", mood);
        }

        (await test.SettledAsync(2)).Length.ShouldBe(2);
        moody.Mood = "";
        await test.DoAsync("Action=SetDesiredCapacity&AutoScalingGroupName=g&DesiredCapacity=4");
        (await test.SettledAsync(4)).Length.ShouldBe(4);
    }

    [Fact]
    public async Task The_polling_loop_logs_a_failing_placement_policy_and_recovers()
    {
        MoodyPlacement moody = new();
        CollectedLog<AutoScalingEndpoint> log = new();
        await using TestEndpoint test = await TestEndpoint.OpenAsync(
            Open with
            {
                Placement = moody,
                PollInterval = TimeSpan.FromMilliseconds(50),
                Logger = log,
            }
        );
        await test.DoAsync(Launch, Overflow, "Action=SetDesiredCapacity&AutoScalingGroupName=g&DesiredCapacity=2");
        string lost = (await test.InServiceAsync(2))[0].Text("InstanceId")!;
        moody.Mood = "throws";
        await InjectAsync(test, new RemoveResource(lost));
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
        while (test.Endpoint.LastError is not DecisionException)
        {
            patience.IsCancellationRequested.ShouldBeFalse();
            await Task.Yield();
        }

        moody.Mood = "";
        while ((await test.InServiceAsync(2)).Any(instance => instance.Text("InstanceId") == lost) || test.Endpoint.LastError is not null)
        {
            patience.IsCancellationRequested.ShouldBeFalse();
        }

        log.Lines.Distinct(StringComparer.Ordinal)
            .ShouldBe([
                "4302 Warning The cluster behind the endpoint is not as requested, which is retried at the next poll: SW8005 policy-failed",
                "4303 Information The cluster behind the endpoint is as requested again",
            ]);
    }

    [Fact, Trait(Category.Name, Category.Campaign)]
    public async Task Each_lost_instance_is_replaced_by_an_instance_with_a_new_id()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Open with { PollInterval = TimeSpan.FromMilliseconds(20) });
        await test.DoAsync(Launch, Overflow, "Action=SetDesiredCapacity&AutoScalingGroupName=g&DesiredCapacity=2");
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(2));
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (int time = 0; time < 10; time++)
        {
            string lost = (await test.InServiceAsync(2))[0].Text("InstanceId")!;
            seen.Add(lost).ShouldBeTrue("no id comes back");
            await InjectAsync(test, new RemoveResource(lost));
            while ((await test.InServiceAsync(2)).Any(instance => instance.Text("InstanceId") == lost))
            {
                patience.IsCancellationRequested.ShouldBeFalse($"{lost} is still there");
                await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task An_endpoint_can_be_disposed_repeatedly_and_concurrently()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Open);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () => await test.Endpoint.DisposeAsync())));
        await test.Endpoint.DisposeAsync();

        (await test.FaultAsync("Action=DescribeAutoScalingGroups")).Status.ShouldBeOneOf(200, 503);
    }

    [Fact]
    public async Task An_endpoint_does_not_open_with_an_invalid_placement_policy()
    {
        DecisionException negative = await Should.ThrowAsync<DecisionException>(() =>
            TestEndpoint.OpenAsync(Open with { Placement = new OverflowPlacement { MinFailures = -1 } })
        );
        DecisionException throwing = await Should.ThrowAsync<DecisionException>(() =>
            TestEndpoint.OpenAsync(Open with { Placement = new MoodyPlacement { Mood = "length" } })
        );

        negative.Message.ShouldContain("MinFailures: -1 is not a number of 0 or more");
        throwing.Message.ShouldContain($"'{nameof(MoodyPlacement)}' threw {nameof(NotSupportedException)}");
    }

    [Fact]
    public async Task A_group_stays_balanced_across_its_zones_when_it_scales()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Open, place: Place(CloudModel.Default));
        await test.DoAsync(
            Launch,
            "Action=CreateAutoScalingGroup&LaunchConfigurationName=lc&AutoScalingGroupName=g&AvailabilityZones.member.1=hotel&AvailabilityZones.member.2=sierra&MinSize=0&MaxSize=9&DesiredCapacity=5"
        );
        string[] five = await test.SettledAsync(5);
        await test.DoAsync("Action=SetDesiredCapacity&AutoScalingGroupName=g&DesiredCapacity=2");
        string[] two = await test.SettledAsync(2);

        five.Count(zone => zone == "hotel").ShouldBe(3);
        two.ShouldBe(["hotel", "sierra"]);
    }

    // Source: sensor engine of nimbusproject/epu 2.1.1, documented at SensorSizing.
    [Fact]
    public async Task A_sensor_group_scales_by_its_metric_within_its_bounds_and_cooldown()
    {
        HandClock clock = new();
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Open with { Clock = clock }, place: Place(CloudModel.Default));
        await test.DoAsync(Launch, Sensor);
        List<int> sizes = [];
        foreach (
            (double load, int seconds) in new[]
            {
                (90.0, 0),
                (95, 30),
                (95, 60),
                (95, 120),
                (50, 180),
                (10, 240),
                (double.NaN, 300),
                (10, 360),
            }
        )
        {
            clock.Now = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddSeconds(seconds);
            sizes.Add(await test.Endpoint.PutMetricDataAsync("g", "load", load));
        }

        // 1, +2, held for 60 s, +2 limited to 4, unchanged, within the thresholds, -1, no value, -1.
        sizes.ShouldBe([3, 3, 4, 4, 4, 3, 3, 2]);
        (await test.Endpoint.PutMetricDataAsync("g", "another", 99)).ShouldBe(2);
    }

    [Theory]
    [InlineData("minimum_vms", "5")]
    [InlineData("maximum_vms", "0")]
    [InlineData("scale_up_threshold", "10")]
    [InlineData("scale_down_threshold", "NaN")]
    [InlineData("cooldown_period", "-1")]
    [InlineData("scale_up_n_vms", "0.5")]
    [InlineData("scale_up_n_vms", "-2")]
    public async Task Invalid_tags_of_a_sensor_group_are_rejected_and_change_nothing(string key, string value)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Open, place: Place(CloudModel.Default));
        await test.DoAsync(Launch, Sensor);
        string before = (await test.CallAsync("Action=DescribeTags"))
            .Document.Descendants()
            .First(element => element.Name.LocalName == "Tags")
            .ToString();
        foreach (string propagated in new[] { "true", "false" })
        {
            (int status, XElement document) = await test.CallAsync(
                $"Action=CreateOrUpdateTags&Tags.member.1.ResourceId=g&Tags.member.1.Key=metric&Tags.member.1.Value=other&Tags.member.2.ResourceId=g&Tags.member.2.Key={key}&Tags.member.2.Value={value}&Tags.member.2.PropagateAtLaunch={propagated}"
            );
            (status, document.Descendants().First(element => element.Name.LocalName == "Code").Value).ShouldBe(
                (400, "InvalidParameterValue")
            );
        }

        (await test.CallAsync("Action=DescribeTags"))
            .Document.Descendants()
            .First(element => element.Name.LocalName == "Tags")
            .ToString()
            .ShouldBe(before);
        (int refused, XElement _) = await test.CallAsync(
            Sensor.Replace("GroupName=g", "GroupName=h", StringComparison.Ordinal)
                + $"&Tags.member.10.Key={key}&Tags.member.10.Value={value}"
        );
        refused.ShouldBe(400);
        (await test.CallAsync("Action=DescribeAutoScalingGroups&AutoScalingGroupNames.member.1=h"))
            .Document.Descendants()
            .ShouldNotContain(element => element.Name.LocalName == "AutoScalingGroupName");
    }

    // Documented at TargetTrackingSizing: after three points above the target, the size is ceil(size * value / target).
    [Fact]
    public async Task Target_tracking_acts_on_the_metric_it_names()
    {
        HandClock clock = new();
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Open with { Clock = clock }, place: Place(CloudModel.Default));
        await test.DoAsync(
            Launch,
            "Action=CreateAutoScalingGroup&LaunchConfigurationName=lc&AutoScalingGroupName=g&AvailabilityZones.member.1=hotel&MinSize=1&MaxSize=9&DesiredCapacity=2",
            "Action=PutScalingPolicy&AutoScalingGroupName=g&PolicyName=p&PolicyType=TargetTrackingScaling&TargetTrackingConfiguration.TargetValue=50&TargetTrackingConfiguration.PredefinedMetricSpecification.PredefinedMetricType=ASGAverageCPUUtilization"
        );
        await test.SettledAsync(2);
        List<int> sizes = [];
        for (int minute = 0; minute < 4; minute++)
        {
            clock.Now += TimeSpan.FromMinutes(1);
            sizes.Add(await test.Endpoint.PutMetricDataAsync("g", "ASGAverageCPUUtilization", 90));
        }

        sizes.ShouldBe([2, 2, 4, 4]);
    }

    [Fact]
    public async Task A_metric_for_a_missing_group_is_rejected()
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Open, place: Place(CloudModel.Default));

        ArgumentException refused = await Should.ThrowAsync<ArgumentException>(() => test.Endpoint.PutMetricDataAsync("none", "load", 1));

        refused.Message.ShouldContain("'none' not found");
    }

    private static SimulationOptions Place(CloudModel hotel) =>
        new() { Clouds = ValueMap<CloudModel>.Empty.With("hotel", hotel).With("sierra", CloudModel.Default) };

    private static Task InjectAsync(TestEndpoint test, Fault fault)
    {
        IProvider place = test.Cluster.Provider;
        return place.RunAsync(_ =>
        {
            place.Find<ISimulatedFaults>()!.Inject(fault);
            return Task.CompletedTask;
        });
    }

    private sealed class MoodyPlacement : IPlacementPolicy
    {
        public string Mood { get; set; } = "";

        public int GetStateLength(int cloudCount) => Mood == "length" ? throw new NotSupportedException("no length today") : 0;

        public Placement Place(int desired, in DomainObservation observation, Span<long> state, Span<int> counts)
        {
            counts[0] = Mood switch
            {
                "throws" => throw new InvalidOperationException("not today"),
                "below" => -1,
                "above" => 5,
                "more" => desired + 1,
                _ => desired,
            };
            return Placement.FromCounts(desired, counts);
        }
    }
}
