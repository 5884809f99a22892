namespace AutoScaling.Tests;

/// <summary>
/// Sensors of Phantom groups. Source: the decision tables of nimbusproject/epu 2.1.1
/// (tests/Conformance/Cases/decisions). The n-preserving engines average the values of the domain and of its instances
/// if both <c>metric</c> and <c>sample_function</c> are set. The sensor engine ignores the value of the domain. A size
/// set by a user becomes the minimum and the maximum.
/// </summary>
public class SensorGroupTests
{
    private const string Launch = "Action=CreateLaunchConfiguration&LaunchConfigurationName=lc&ImageId=image&InstanceType=m1.small";
    private const string Group =
        "Action=CreateAutoScalingGroup&LaunchConfigurationName=lc&AutoScalingGroupName=g&AvailabilityZones.member.1=hotel&MinSize=0&MaxSize=0";

    private static readonly (string, string)[] Sensor =
    [
        ("PHANTOM_DEFINITION", "error_overflow_n_preserving"),
        ("clouds", "hotel:4,sierra:4"),
        ("minimum_vms", "2"),
        ("maximum_vms", "5"),
        ("metric", "load"),
        ("sample_function", "Average"),
        ("scale_up_threshold", "80"),
        ("scale_up_n_vms", "2"),
        ("scale_down_threshold", "20"),
        ("scale_down_n_vms", "1"),
        ("cooldown_period", "60"),
    ];

    private readonly HandClock _clock = new();

    [Theory]
    [InlineData("error_overflow_n_preserving")]
    [InlineData("multi_site_n_preserving")]
    [InlineData("single_site_n_preserving")]
    public async Task An_n_preserving_group_scales_by_the_mean_of_domain_and_instance_values(string definition)
    {
        await using TestEndpoint test = await OpenAsync(2, [.. Sensor[1..], ("PHANTOM_DEFINITION", definition)]);
        string[] ids = [.. (await test.InServiceAsync(2)).Select(instance => instance.Text("InstanceId")!)];
        ValueMap<double> values = ids.Select(id => KeyValuePair.Create(id, 70.0)).ToValueMap();

        // (70 + 70 + 100) / 3 = 80 is not above 80; (70 + 70 + 130) / 3 = 90 is.
        (await test.Endpoint.PutMetricDataAsync("g", "load", values, value: 100)).ShouldBe(2);
        (await test.Endpoint.PutMetricDataAsync("g", "load", values, value: 130)).ShouldBe(4);
    }

    [Fact]
    public async Task An_n_preserving_group_respects_its_bounds_and_cooldown_and_fills_its_clouds_in_order()
    {
        await using TestEndpoint test = await OpenAsync(2, Sensor);
        List<int> sizes = [];
        foreach ((double load, int seconds) in new[] { (90.0, 0), (90, 59), (90, 61), (90, 130), (10, 200), (double.NaN, 300) })
        {
            sizes.Add(await ReportAsync(test, load, seconds));
        }

        // 2, +2, held for 60 s, +2 limited to 5, unchanged, -1, no value.
        sizes.ShouldBe([4, 4, 5, 5, 4, 4]);
        (await test.SettledAsync(4)).ShouldBe(["hotel", "hotel", "hotel", "hotel"]);
    }

    [Theory]
    [InlineData("metric")]
    [InlineData("sample_function")]
    public async Task An_n_preserving_group_without_both_sensor_tags_does_not_scale(string missing)
    {
        await using TestEndpoint test = await OpenAsync(2, [.. Sensor.Where(tag => tag.Item1 != missing)]);

        (await ReportAsync(test, 90, 0)).ShouldBe(2);
    }

    [Theory]
    [InlineData("monitor_domain_sensors", "queue, load", 4)]
    [InlineData("monitor_domain_sensors", "queue", 2)]
    [InlineData("monitor_sensors", "queue", 4)]
    public async Task A_domain_value_is_ignored_if_monitor_domain_sensors_does_not_list_its_metric(string list, string names, int size)
    {
        await using TestEndpoint test = await OpenAsync(2, [.. Sensor, (list, names)]);

        (await ReportAsync(test, 90, 0)).ShouldBe(size);
    }

    [Fact]
    public async Task Instance_values_are_ignored_if_monitor_sensors_does_not_list_their_metric()
    {
        await using TestEndpoint test = await OpenAsync(2, [.. Sensor, ("monitor_sensors", "queue"), ("monitor_domain_sensors", "load")]);
        string id = (await test.InServiceAsync(2))[0].Text("InstanceId")!;

        (await test.Endpoint.PutMetricDataAsync("g", "load", ValueMap<double>.Empty.With(id, 1), value: 90)).ShouldBe(4);
    }

    [Fact]
    public async Task The_sensor_engine_ignores_the_value_of_the_domain()
    {
        await using TestEndpoint test = await OpenAsync(2, [("PHANTOM_DEFINITION", "sensor_engine"), .. Sensor[1..]]);
        string id = (await test.InServiceAsync(2))[0].Text("InstanceId")!;

        (await test.Endpoint.PutMetricDataAsync("g", "load", ValueMap<double>.Empty.With(id, 90), value: 0)).ShouldBe(4);
    }

    [Theory]
    [InlineData("error_overflow_n_preserving")]
    [InlineData("sensor_engine")]
    public async Task A_manually_set_size_is_kept_until_the_tags_set_new_bounds(string definition)
    {
        await using TestEndpoint test = await OpenAsync(2, [.. Sensor[1..], ("PHANTOM_DEFINITION", definition)]);
        await test.DoAsync("Action=SetDesiredCapacity&AutoScalingGroupName=g&DesiredCapacity=3");

        (await ReportAsync(test, 90, 0)).ShouldBe(3);
        await test.DoAsync("Action=CreateOrUpdateTags&Tags.member.1.ResourceId=g&Tags.member.1.Key=scale_up_n_vms&Tags.member.1.Value=1");
        (await ReportAsync(test, 90, 100)).ShouldBe(3);
        await test.DoAsync("Action=CreateOrUpdateTags&Tags.member.1.ResourceId=g&Tags.member.1.Key=maximum_vms&Tags.member.1.Value=6");
        (await ReportAsync(test, 90, 200)).ShouldBe(4);
    }

    [Theory]
    [InlineData("minimum_vms", "6")]
    [InlineData("scale_up_threshold", "10")]
    [InlineData("cooldown_period", "-1")]
    public async Task Invalid_sensor_tags_of_a_new_group_are_rejected(string key, string value)
    {
        await using TestEndpoint test = await TestEndpoint.OpenAsync(Options);
        await test.DoAsync(Launch);

        (await test.FaultAsync(With([.. Sensor.Where(tag => tag.Item1 != key), (key, value)]))).ShouldBe((400, "InvalidParameterValue"));
    }

    private AutoScalingEndpointOptions Options =>
        new()
        {
            SignatureValidation = SignatureValidation.Off,
            Clouds = ["hotel", "sierra"],
            Clock = _clock,
        };

    private static string With((string Key, string Value)[] tags) =>
        Group
        + string.Concat(
            tags.Select(
                (tag, index) => $"&Tags.member.{index + 1}.Key={tag.Key}&Tags.member.{index + 1}.Value={Uri.EscapeDataString(tag.Value)}"
            )
        );

    private async Task<TestEndpoint> OpenAsync(int size, (string Key, string Value)[] tags)
    {
        TestEndpoint test = await TestEndpoint.OpenAsync(Options);
        await test.DoAsync(Launch, With(tags));
        await test.InServiceAsync(size);
        return test;
    }

    private Task<int> ReportAsync(TestEndpoint test, double load, int seconds)
    {
        _clock.Now = new HandClock().Now.AddSeconds(seconds);
        return test.Endpoint.PutMetricDataAsync("g", "load", load);
    }
}
