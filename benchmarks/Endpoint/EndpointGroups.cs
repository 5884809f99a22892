using Scalewright;
using Scalewright.Providers.AutoScaling;

namespace Benchmarks.Endpoint;

/// <summary>Ten groups of one instance each, which the requests refer to.</summary>
internal static class EndpointGroups
{
    // An image and a zone that moto knows; the project's own endpoint accepts any.
    private const string Image = "ami-12c6146b";
    private const string Zone = "us-east-1a";

    public static async Task MakeAsync(Uri address)
    {
        using HttpClient http = new();
        AutoScalingClient client = new(http, address, EndpointHost.Key, TimeProvider.System);
        await client.CallAsync(
            "CreateLaunchConfiguration",
            Map(("LaunchConfigurationName", "lc"), ("ImageId", Image), ("InstanceType", "m1.small"))
        );
        for (int number = 1; number <= 10; number++)
        {
            await client.CallAsync(
                "CreateAutoScalingGroup",
                Map(
                    ("AutoScalingGroupName", $"group-{number}"),
                    ("LaunchConfigurationName", "lc"),
                    ("MinSize", "0"),
                    ("MaxSize", "4"),
                    ("DesiredCapacity", "1"),
                    ("AvailabilityZones.member.1", Zone)
                )
            );
        }
    }

    private static ValueMap<string> Map(params (string Name, string Value)[] parameters) =>
        parameters.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)).ToValueMap();
}
