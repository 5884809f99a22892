using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

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
        "next_number", "default_cooldown", "health_check_grace_period", "is_healthy", "heartbeat_timeout",
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

        XElement kept = launches.Items("LaunchConfigurations")
            .Single(launch => launch.Text("LaunchConfigurationName") == "kept");
        XElement plain = launches.Items("LaunchConfigurations")
            .Single(launch => launch.Text("LaunchConfigurationName") == "plain");
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
            await test.DoAsync(
                "Action=CreateLaunchConfiguration&LaunchConfigurationName=new&ImageId=image&InstanceType=m1.small");
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
        JsonObject snapshot = new() { ["seed"] = 1, ["next_number"] = 2,
            ["launches"] = new JsonObject { ["kept"] = launch.DeepClone() } };
        await using AccountStore store = await AccountStore.OpenAsync(null, new AutoScalingEndpointOptions(), CancellationToken.None);

        store.Restore(Encoding.UTF8.GetBytes(snapshot.ToJsonString()));

        InstanceSettings kept = store.State.Launches["kept"].Settings;
        (kept.KernelId, kept.RamdiskId, kept.IsMonitored, kept.IsEbsOptimized).ShouldBe(("aki-1", "ari-1", true, true));
    }

    public static TheoryData<string> Records() => [.. typeof(AccountJson).GetCustomAttributesData()
        .Where(data => data.AttributeType == typeof(JsonSerializableAttribute))
        .Select(data => (Type)data.ConstructorArguments[0].Value!)
        .Select(type => type.GetElementType() ?? type)
        .Where(type => type.IsClass && type.Namespace == typeof(AccountJson).Namespace)
        .Select(type => type.Name)
        .Distinct(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Records))]
    public void A_member_missing_from_an_earlier_journal_has_its_initial_value(string record)
    {
        Type type = typeof(AccountJson).Assembly.GetType($"{typeof(AccountJson).Namespace}.{record}")!;
        ConstructorInfo constructor = type.GetConstructors().MaxBy(found => found.GetParameters().Length)!;
        ParameterInfo[] parameters = constructor.GetParameters();
        object initial = constructor.Invoke([.. parameters.Select(parameter => ValueOf(parameter.ParameterType))]);
        JsonTypeInfo json = AccountJson.Default.GetTypeInfo(type)!;
        HashSet<string> required = [.. parameters.Select(
            parameter => JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter.Name!)), .. Always];
        JsonObject bare = JsonSerializer.SerializeToNode(initial, json)!.AsObject();
        foreach (string name in bare.Select(member => member.Key).Where(name => !required.Contains(name)).ToArray())
        {
            bare.Remove(name);
        }

        object read = bare.Deserialize(json)!;

        JsonSerializer.Serialize(read, json).ShouldBe(JsonSerializer.Serialize(initial, json));
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
