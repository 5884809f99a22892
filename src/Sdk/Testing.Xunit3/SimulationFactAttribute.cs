using System.Runtime.CompilerServices;
using Scalewright.Providers.Simulation;
using Scalewright.Testing.Facts;
using Scalewright.Testing.Running;
using Xunit;
using Xunit.v3;

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
/// <param name="sourceFilePath">Source file of the test, from the compiler.</param>
/// <param name="sourceLineNumber">Line of the test, from the compiler.</param>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer(typeof(SimulationFactDiscoverer))]
public sealed class SimulationFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
    : FactAttribute(sourceFilePath, sourceLineNumber),
        ISimulationFact
{
    /// <inheritdoc/>
    public int SeedCount { get; set; } = 100;

    /// <inheritdoc/>
    public long FirstSeed { get; set; } = 1;

    /// <inheritdoc/>
    public string? FaultsMember { get; set; }

    /// <inheritdoc/>
    public string[] FaultNodes { get; set; } = [];

    /// <inheritdoc/>
    public string? OptionsMember { get; set; }

    /// <inheritdoc/>
    public Type? MemberType { get; set; }

    /// <inheritdoc/>
    public string? CheckMethod { get; set; }

    /// <inheritdoc/>
    public int VirtualTimeoutMinutes { get; set; }
}
