using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Scalewright.Decisions;
using Scalewright.Decisions.Policies;

namespace AutoScaling.Tests;

/// <summary>
/// Journals and snapshots that earlier versions of the endpoint wrote: "released" at commit f582e964, "current" at
/// 962e0816.
/// </summary>
public class EarlierStateTests
{
    private const string Instances = "Action=DescribeInstances&Version=2016-11-15";

    // Members that exist in all versions of these records.
    private static readonly string[] Always =
    [
        "next_number",
        "default_cooldown",
        "health_check_grace_period",
        "is_healthy",
        "heartbeat_timeout",
        "default_version",
        "latest_version",
    ];

    private static readonly string Files = Path.Combine(AppContext.BaseDirectory, "AutoScaling", "Earlier");

    [Theory]
    [InlineData("released", "i-ecb315901ee9fdb5d")]
    [InlineData("current", "i-a2a73250a2c50939e")]
    public async Task The_resources_in_a_journal_of_an_earlier_version_are_shown(string journal, string instance)
    {
        string folder = Restore(journal);
        await using TestEndpoint test = await TestEndpoint.OpenAsync(folder: folder);

        (_, XElement launches) = await test.CallAsync("Action=DescribeLaunchConfigurations");
        (_, XElement groups) = await test.CallAsync("Action=DescribeAutoScalingGroups");
        (_, XElement policies) = await test.CallAsync("Action=DescribePolicies");
        (_, XElement instances) = await test.CallAsync(Instances);
        (_, XElement security) = await test.CallAsync("Action=DescribeSecurityGroups&Version=2016-11-15");

        XElement kept = launches.Items("LaunchConfigurations").Single(launch => launch.Text("LaunchConfigurationName") == "kept");
        XElement plain = launches.Items("LaunchConfigurations").Single(launch => launch.Text("LaunchConfigurationName") == "plain");
        Settings(kept).ShouldBe(["aki-1", "ari-1", "true", "true"]);
        Settings(plain).ShouldBe(["", "", "false", "false"]);
        groups.Values("AutoScalingGroupName").ShouldBe(["web"]);
        policies.Values("PolicyName").ShouldBe(["up"]);
        instances.Values("instanceId").ShouldContain(instance);
        instances.Values("keyName").ShouldBe(["key", "key"]);
        security.Values("groupName").ShouldBe(["default"]);
    }

    [Theory]
    [InlineData("released")]
    [InlineData("current")]
    public async Task The_resources_in_an_earlier_journal_survive_a_change_and_a_restart(string journal)
    {
        string folder = Restore(journal);
        await using (TestEndpoint test = await TestEndpoint.OpenAsync(folder: folder))
        {
            await test.DoAsync("Action=CreateLaunchConfiguration&LaunchConfigurationName=new&ImageId=image&InstanceType=m1.small");
        }

        await using TestEndpoint after = await TestEndpoint.OpenAsync(folder: folder);
        (_, XElement launches) = await after.CallAsync("Action=DescribeLaunchConfigurations");

        Settings(launches.Items("LaunchConfigurations")[0]).ShouldBe(["aki-1", "ari-1", "true", "true"]);
        launches.Values("LaunchConfigurationName").ShouldBe(["kept", "new", "plain"]);
    }

    [Fact]
    public async Task The_settings_in_a_snapshot_of_an_earlier_version_are_restored()
    {
        string[] lines = await File.ReadAllLinesAsync(Path.Combine(Files, "current", "journal.log.txt"));
        JsonNode launch = JsonNode.Parse(lines[1][lines[1].IndexOf('{', StringComparison.Ordinal)..])!["launches"]![0]!;
        JsonObject snapshot = new()
        {
            ["seed"] = 1,
            ["next_number"] = 2,
            ["launches"] = new JsonObject { ["kept"] = launch.DeepClone() },
        };
        await using AccountStore store = await AccountStore.OpenAsync(null, new AutoScalingEndpointOptions(), CancellationToken.None);

        store.Restore(Encoding.UTF8.GetBytes(snapshot.ToJsonString()));

        InstanceSettings kept = store.State.Launches["kept"].Settings;
        (kept.KernelId, kept.RamdiskId, kept.IsMonitored, kept.IsEbsOptimized).ShouldBe(("aki-1", "ari-1", true, true));
    }

    // Expected from docs/errors/SW8007.md: the numbers are read only if their names are the same. The numbers in the state are those
    // of "about" and "numbers" alone in the form without a version.
    [Theory]
    [InlineData("""{"about":"a","numbers":[41]}""", 1, "was stored by an earlier version, without names")]
    [InlineData(
        """{"about":"a","version":2,"policy":"Counting","layout":"GuardedPlacement(custom Counting(long count))","numbers":[41]}""",
        42,
        null
    )]
    [InlineData(
        """{"about":"a","version":2,"policy":"Counting","layout":"GuardedPlacement(custom Counting(long ticks))","numbers":[41]}""",
        1,
        "was stored as 'GuardedPlacement(custom Counting(long ticks))', but is now 'GuardedPlacement(custom Counting(long count))'"
    )]
    [InlineData(
        """{"about":"a","version":2,"policy":"Counting","layout":"GuardedPlacement(custom Counting(long count))","numbers":[41,5]}""",
        1,
        "was stored with 2 values, but now has 1"
    )]
    [InlineData(
        """{"about":"a","version":2,"policy":"Counting","layout":"GuardedPlacement(custom Counting(long count))"}""",
        1,
        "was stored with 0 values, but now has 1"
    )]
    [InlineData(
        """{"about":"a","version":3,"policy":"Counting","layout":"GuardedPlacement(custom Counting(long count))","numbers":[41]}""",
        1,
        "was stored by a later version, as version 3"
    )]
    [InlineData(
        """{"about":"a","version":2,"policy":"Other","layout":"GuardedPlacement(custom Other(long since))","numbers":[41]}""",
        1,
        null
    )]
    [InlineData(
        """{"about":"b","version":2,"policy":"Counting","layout":"GuardedPlacement(custom Counting(long count))","numbers":[41]}""",
        1,
        null
    )]
    public void A_placement_state_is_read_only_with_the_same_names_and_a_warning_says_why_not(string stored, long count, string? difference)
    {
        CollectedLog<AutoScalingEndpoint> log = new();
        AutoScalingEndpointOptions options = new()
        {
            Placement = new Counting(),
            Clouds = ["a"],
            GroupSemantics = GroupSemantics.Phantom,
            Logger = log,
        };

        PolicyState after = GroupPlacement.Compute(Context(options.Checked()), GroupWith("placement", stored)).Group.Memories["placement"];

        after.Numbers.ShouldBe([count]);
        (after.Version, after.Policy, after.Layout).ShouldBe((2, "Counting", "GuardedPlacement(custom Counting(long count))"));
        log.Lines.ShouldBe(
            difference is null
                ? []
                :
                [
                    $"4305 Warning Group g: Placement: the state of 'Counting' {difference}; the policy starts with a new state; "
                        + "wait for its cooldowns before the next change, or restore the policy as it was stored [SW8007]",
                ]
        );
    }

    // The library's own policies have fixed names: numbers without a version are read if there are as many as now.
    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void A_state_of_a_tracking_policy_without_a_version_is_read(int more, bool isRead)
    {
        CollectedLog<AutoScalingEndpoint> log = new();
        ActionContext context = Context(new AutoScalingEndpointOptions { Logger = log });
        TargetTrackingSizing sizing = new()
        {
            Metric = "load",
            Target = 1,
            Period = TimeSpan.FromHours(1),
        };
        MetricReading reading = MetricReading.FromValue("load", 100);
        PolicyState fresh = GroupSizing.Decide(context, GroupWith("none", "{}"), "p", sizing, reading).Group.Memories["sizing/p"];
        string numbers = string.Join(',', fresh.Numbers.Concat(Enumerable.Repeat(0L, more)));

        PolicyState after = GroupSizing
            .Decide(context, GroupWith("sizing/p", $$"""{"about":"load","numbers":[{{numbers}}]}"""), "p", sizing, reading)
            .Group.Memories["sizing/p"];

        (after.Numbers != fresh.Numbers).ShouldBe(isRead);
        (after.Version, after.Policy).ShouldBe((2, "TargetTrackingSizing"));
        after.Layout.ShouldStartWith("TargetTrackingSizing({");
        log.Lines.Count.ShouldBe(isRead ? 0 : 1);
    }

    private static ActionContext Context(AutoScalingEndpointOptions options) =>
        new(new AccountState(), DateTimeOffset.UnixEpoch.AddYears(50), options);

    private static GroupRecord GroupWith(string key, string state) =>
        new("g", 1, DateTimeOffset.UnixEpoch)
        {
            MaxSize = 5,
            Desired = 1,
            Memories = ValueMap<PolicyState>.Empty.With(key, JsonSerializer.Deserialize(state, AccountJson.Default.PolicyState)!),
        };

    public static TheoryData<string> Records() =>
        [
            .. typeof(AccountJson)
                .GetCustomAttributesData()
                .Where(data => data.AttributeType == typeof(JsonSerializableAttribute))
                .Select(data => (Type)data.ConstructorArguments[0].Value!)
                .Select(type => type.GetElementType() ?? type)
                .Where(type => type.IsClass && type.Namespace == typeof(AccountJson).Namespace)
                .Select(type => type.Name)
                .Distinct(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Records))]
    public void A_member_missing_from_an_earlier_journal_has_its_initial_value(string record)
    {
        Type type = typeof(AccountJson).Assembly.GetType($"{typeof(AccountJson).Namespace}.{record}")!;
        ConstructorInfo constructor = type.GetConstructors().MaxBy(found => found.GetParameters().Length)!;
        ParameterInfo[] parameters = constructor.GetParameters();
        object initial = constructor.Invoke([.. parameters.Select(parameter => ValueOf(parameter.ParameterType))]);
        JsonTypeInfo json = AccountJson.Default.GetTypeInfo(type)!;
        HashSet<string> required =
        [
            .. parameters.Select(parameter => JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter.Name!)),
            .. Always,
        ];
        JsonObject bare = JsonSerializer.SerializeToNode(initial, json)!.AsObject();
        foreach (string name in bare.Select(member => member.Key).Where(name => !required.Contains(name)).ToArray())
        {
            bare.Remove(name);
        }

        object read = bare.Deserialize(json)!;

        JsonSerializer.Serialize(read, json).ShouldBe(JsonSerializer.Serialize(initial, json));
    }

    private sealed record Counting : IPlacementPolicy
    {
        string IPlacementPolicy.StateLayout => "long count";

        public int GetStateLength(int cloudCount) => 1;

        public Placement Place(int desired, in DomainObservation observation, Span<long> state, Span<int> counts)
        {
            (state[0], counts[0]) = (state[0] + 1, desired);
            return Placement.FromCounts(desired, counts);
        }
    }

    private static object? ValueOf(Type type)
    {
        if (type == typeof(string))
        {
            return "x";
        }

        return type.IsValueType ? Activator.CreateInstance(type) : null;
    }

    private static string?[] Settings(XElement launch) =>
        [.. new[] { "KernelId", "RamdiskId", "Enabled", "EbsOptimized" }.Select(launch.First)];

    private static string Restore(string journal)
    {
        string folder = Directory.CreateTempSubdirectory("earlier-").FullName;
        foreach (string file in new[] { "journal.log", "mark" })
        {
            File.Copy(Path.Combine(Files, journal, file + ".txt"), Path.Combine(folder, file));
        }

        return folder;
    }
}
