using System.Globalization;
using System.Xml.Linq;
using Scalewright;
using Scalewright.Providers.AutoScaling;

namespace PhantomTutorial;

/// <summary>The tutorial itself, with the same actions and output as the published one.</summary>
/// <param name="wait">Waits for the given time.</param>
/// <param name="output">Receives the output for the user.</param>
internal sealed class Tutorial(AutoScalingClient client, Func<TimeSpan, CancellationToken, Task> wait, TextWriter output)
{
    private const string Domain = "my_domain";
    private const string Launch = "my_launch_config";
    private const int VmsMax = 4;

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(60);

    private bool _isDryRun;

    /// <summary>Prints the output of a run. Queries the service but changes nothing.</summary>
    public async Task DescribeAsync(CancellationToken cancellationToken)
    {
        _isDryRun = true;
        await output.WriteLineAsync("would print:");
        await RunAsync(cancellationToken);
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await CreateLaunchesAsync(cancellationToken);
        await CreateDomainAsync(cancellationToken);
        for (int capacity = 1; capacity <= VmsMax; capacity++)
        {
            await output.WriteLineAsync($"set {Domain} capacity to {capacity}");
            await SetCapacityAsync(capacity, cancellationToken);
            await (capacity < VmsMax ? WaitAsync(Step, cancellationToken) : Task.CompletedTask);
        }

        await output.WriteLineAsync("let domain settle for 60s");
        await WaitAsync(Rest, cancellationToken);
        await output.WriteLineAsync($"set {Domain} capacity back to 0");
        await SetCapacityAsync(0, cancellationToken);
    }

    private async Task CreateLaunchesAsync(CancellationToken cancellationToken)
    {
        ValueList<XElement> there = await client.ListAsync("DescribeLaunchConfigurations", "LaunchConfigurations", ValueMap<string>.Empty, cancellationToken);
        foreach (string cloud in Clouds.Names.ToArray())
        {
            string name = $"{Launch}@{cloud}";
            if (there.Any(launch => launch.Text("LaunchConfigurationName") == name))
            {
                await output.WriteLineAsync($"Launch config '{name}' has already been added, skipping...");
                continue;
            }

            await output.WriteLineAsync($"Creating launch config '{name}'");
            await CallAsync("CreateLaunchConfiguration", cancellationToken, ("LaunchConfigurationName", name), ("ImageId", "hello-phantom.gz"), ("InstanceType", "m1.small"), ("KeyName", "phantomkey"), ("SecurityGroups.member.1", "default"));
        }
    }

    private async Task CreateDomainAsync(CancellationToken cancellationToken)
    {
        ValueMap<string> named = ValueMap<string>.Empty.With("AutoScalingGroupNames.member.1", Domain);
        if ((await client.ListAsync("DescribeAutoScalingGroups", "AutoScalingGroups", named, cancellationToken)).Count > 0)
        {
            await output.WriteLineAsync($"Removing existing instance of domain '{Domain}'");
            await CallAsync("DeleteAutoScalingGroup", cancellationToken, ("AutoScalingGroupName", Domain));
        }

        await output.WriteLineAsync($"Creating domain {Domain}");
        await CallAsync(
            "CreateAutoScalingGroup",
            cancellationToken,
            [
                ("AutoScalingGroupName", Domain), ("LaunchConfigurationName", $"{Launch}@{Clouds.Names[0]}"), ("MinSize", "0"), ("MaxSize", "0"), ("AvailabilityZones.member.1", "us-east-1"),
                .. Tag(1, "PHANTOM_DEFINITION", "error_overflow_n_preserving"),
                .. Tag(2, "clouds", string.Join(',', Clouds.Names.Select(cloud => $"{cloud}:{VmsMax}"))),
                .. Tag(3, "minimum_vms", "0"),
            ]);
    }

    private static (string Name, string Value)[] Tag(int number, string key, string value) =>
        [($"Tags.member.{number}.Key", key), ($"Tags.member.{number}.Value", value), ($"Tags.member.{number}.ResourceId", Domain)];

    private Task SetCapacityAsync(int capacity, CancellationToken cancellationToken) => CallAsync(
        "SetDesiredCapacity", cancellationToken, ("AutoScalingGroupName", Domain), ("DesiredCapacity", capacity.ToString(CultureInfo.InvariantCulture)));

    // All changes use this method, so that a dry run can skip them.
    private Task CallAsync(string action, CancellationToken cancellationToken, params IEnumerable<(string Name, string Value)> parameters) => _isDryRun
        ? Task.CompletedTask
        : client.CallAsync(action, parameters.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value)).ToValueMap(), cancellationToken);

    private Task WaitAsync(TimeSpan time, CancellationToken cancellationToken) => _isDryRun ? Task.CompletedTask : wait(time, cancellationToken);
}
