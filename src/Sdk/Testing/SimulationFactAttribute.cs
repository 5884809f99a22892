using Scalewright.Providers.Simulation;
using Xunit;
using Xunit.Sdk;

namespace Scalewright.Testing;

/// <summary>
/// Marks a test that runs once per seed in a simulation with faults, on all processors, and appears as one test in the
/// report. The method takes a <see cref="SimulationProvider"/> (or a <see cref="Providers.IProvider"/>), a
/// <see cref="CancellationToken"/>, or both, and returns a task or nothing.
/// </summary>
/// <remarks>
/// Each seed has its own instance of the test class. A fault can kill the method. It is then called again on the same
/// instance and the same provider, and resumes from <see cref="SimulationProvider.FileSystem"/>, like a restarted
/// program. While there are faults, it can fail with a <see cref="ScalewrightException"/>; it is then called again
/// without faults and must succeed. Only the method and the check run inside the simulation. Constructor,
/// <c>InitializeAsync</c> and <c>Dispose</c> are called before and after, and concurrent seeds share fixtures.
/// </remarks>
/// <example>
/// Tests with 1,000 seeds of faults that a web shop is provisioned; the first line does so without xunit:
/// <code>
/// Console.WriteLine(await Simulation.ExploreAsync(1000, new ShopTests().Shop_is_made, FaultGenerator.Swarm()));
///
/// public class ShopTests
/// {
///     [SimulationFact(SeedCount = 1000)]
///     public async Task Shop_is_made(SimulationProvider provider, CancellationToken token)
///     {
///         Topology shop = Topology.Create("shop").AddProfile(Profile.Create("web").Build()).Build();
///         ClusterBuilder builder = Cluster.Create(shop).UseProvider(provider).WithState("/state");
///         await using Cluster cluster = await builder.ProvisionAsync(token);
///     }
/// }
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Scalewright.Testing.Running.SimulationFactDiscoverer", "Scalewright.Testing")]
public sealed class SimulationFactAttribute : FactAttribute
{
    /// <summary>Number of seeds, 1 or more. Default 100; overridden by the variable <c>SCALEWRIGHT_SEEDS</c>.</summary>
    public int SeedCount { get; set; } = 100;

    /// <summary>First seed. Default 1.</summary>
    public long FirstSeed { get; set; } = 1;

    /// <summary>
    /// Faults to inject: name of a static member of type <see cref="FaultGenerator"/> in the test class or in
    /// <see cref="MemberType"/>; <c>nameof(FaultGenerator.None)</c> for none. Default:
    /// <see cref="FaultGenerator.Swarm"/> over <see cref="FaultNodes"/>.
    /// </summary>
    public string? FaultsMember { get; set; }

    /// <summary>
    /// Names of the nodes for faults of nodes and links. The test fails if one of these nodes exists in no seed.
    /// Default none: faults affect only calls and the controller. Cannot be combined with <see cref="FaultsMember"/>.
    /// </summary>
    public string[] FaultNodes { get; set; } = [];

    /// <summary>
    /// Simulation options: name of a static member of type <see cref="SimulationOptions"/>. Default: the defaults of
    /// <see cref="SimulationOptions"/>.
    /// </summary>
    public string? OptionsMember { get; set; }

    /// <summary>Type that declares the named members. Default: the test class.</summary>
    public Type? MemberType { get; set; }

    /// <summary>
    /// Check at the end, after all faults are reverted: name of a method of the test class with parameters and result
    /// like the test. Default: the test must succeed.
    /// </summary>
    public string? CheckMethod { get; set; }

    /// <summary>
    /// Timeout in virtual minutes for each call of the method and of the check, 1 or more. Default 0: 6 hours while
    /// there are faults, 2 hours after they are reverted. <see cref="FactAttribute.Timeout"/> applies to real time.
    /// </summary>
    public int VirtualTimeoutMinutes { get; set; }
}
