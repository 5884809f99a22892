using Scalewright.Topologies;

namespace Scalewright.Experiments.Platforms;

/// <summary>Platforms on testbeds.</summary>
internal static class TestbedPlatforms
{
    private static readonly ValueList<string> Reserved = ["reservation_name", "site", "walltime"];

    // Other users may have reserved the machines.
    private static readonly TimeSpan MaxQueue = TimeSpan.FromDays(1);
    private static readonly TimeSpan MaxDeployment = TimeSpan.FromMinutes(30);

    public static ValueList<Platform> Create(TestbedEnvironment environment) =>
        [
            new ProviderPlatform(
                new ProviderPlatformOptions("Grid5000", section => environment.OpenGrid5000(section))
                {
                    RequiredFields = Reserved.AddRange(["cluster", "queue"]),
                    Group = "G5k",
                    NodeSpecFactory = static (section, name, number) =>
                        new NodeSpec(name, number) { Cloud = $"{section.GetText("site")}/{section.GetText("cluster")}" },
                    StartTimeoutSelector = GetStartTimeout,
                }
            ),
            new VirtualMachinePlatform("VMonG5k", environment),
            new VirtualMachinePlatform("VagrantG5k", environment),
            new ProviderPlatform(
                new ProviderPlatformOptions("FIT", environment.OpenIotLab)
                {
                    RequiredFields = Reserved.Add("archi"),
                    Group = "iot",
                    StartTimeoutSelector = GetStartTimeout,
                    UnappliedFields = ["cluster", "queue"],
                }
            ),
            new ProviderPlatform(
                new ProviderPlatformOptions("Chameleon", environment.OpenChameleon)
                {
                    RequiredFields = Reserved,
                    OptionalFields = ["key_name", "floating_network"],
                    Group = "chameleon",
                    User = "cc",
                    StartTimeoutSelector = GetStartTimeout,
                    UnappliedFields = ["queue"],
                }
            ),
        ];

    /// <summary>
    /// Returns the timeout for machines to become ready: the wait for their start and the deployment.
    /// </summary>
    public static TimeSpan GetStartTimeout(PlatformSection section, DateTimeOffset now)
    {
        TimeSpan wait = Reservation.FromSection(section, now)?.Start is { } start ? start - now : MaxQueue;
        return (wait > TimeSpan.Zero ? wait : TimeSpan.Zero) + MaxDeployment;
    }
}
