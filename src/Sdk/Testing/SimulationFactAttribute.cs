using Scalewright.Providers.Simulation;
using Xunit;
using Xunit.Sdk;

namespace Scalewright.Testing;

/// <summary>
/// A test that is run once for each seed, in a simulated place where things go wrong, on all processors; one test in the report. The
/// method takes a <see cref="SimulationProvider"/> (or a <see cref="Providers.IProvider"/>), a <see cref="CancellationToken"/>, or both,
/// and gives a task or nothing.
/// </summary>
/// <remarks>
/// Each seed has its own instance of the test class. A fault may kill the method; then it is called again on the same instance and in the
/// same place, and goes on from <see cref="SimulationProvider.Files"/>, as a program that is started again. While there are faults it may
/// give up with a <see cref="ScalewrightException"/>; then it is called again without them and must end well. Only the method and the
/// check run inside of the simulation; constructor, <c>InitializeAsync</c> and <c>Dispose</c> are called before and after, and fixtures are shared by seeds that run at
/// the same time.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Scalewright.Testing.Running.SimulationFactDiscoverer", "Scalewright.Testing")]
public sealed class SimulationFactAttribute : FactAttribute
{
    /// <summary>How many seeds, 1 or more; default 100. The environment variable <c>SCALEWRIGHT_SEEDS</c> comes before it.</summary>
    public int Seeds { get; set; } = 100;

    /// <summary>The first seed; default 1.</summary>
    public long FirstSeed { get; set; } = 1;

    /// <summary>
    /// What goes wrong: the name of a static member of the test class, or of <see cref="MemberType"/>, that is a <see cref="FaultDraw"/>;
    /// <c>nameof(FaultDraw.None)</c> for nothing. Default: <see cref="FaultDraw.Swarm"/> over <see cref="Nodes"/>.
    /// </summary>
    public string? Faults { get; set; }

    /// <summary>Names of the nodes that faults of nodes and links are about; the test fails when no seed ever has one of them. Default none, and then only calls and the controller go wrong. Not together with <see cref="Faults"/>.</summary>
    public string[] Nodes { get; set; } = [];

    /// <summary>What the place is like: the name of a static member that is a <see cref="SimulationOptions"/>; default: as <see cref="SimulationOptions"/> says.</summary>
    public string? Place { get; set; }

    /// <summary>Where the members that <see cref="Faults"/> and <see cref="Place"/> name are; default the test class.</summary>
    public Type? MemberType { get; set; }

    /// <summary>What must hold at the end, when everything is healed: the name of a method of the test class with parameters and result as the test has; default: that the test ended well.</summary>
    public string? Check { get; set; }

    /// <summary>
    /// Virtual minutes that each call of the method and of the check may take, 1 or more; default 0: 6 hours while there are faults, 2 hours when everything is
    /// healed. <see cref="FactAttribute.Timeout"/> is about real time.
    /// </summary>
    public int TimeLimitMinutes { get; set; }
}
