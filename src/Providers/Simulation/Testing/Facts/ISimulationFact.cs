using Scalewright.Providers.Simulation;

namespace Scalewright.Testing.Facts;

/// <summary>Properties of the attribute of a test, which are the same for each test framework.</summary>
internal interface ISimulationFact
{
    /// <summary>Number of seeds, 1 or more. Default 100; overridden by the variable <c>SCALEWRIGHT_SEEDS</c>.</summary>
    int SeedCount { get; }

    /// <summary>First seed. Default 1; overridden by the variable <c>SCALEWRIGHT_FIRST_SEED</c>.</summary>
    long FirstSeed { get; }

    /// <summary>
    /// Faults to inject: name of a static member of type <see cref="FaultGenerator"/> in the test class or in
    /// <c>MemberType</c>; <c>nameof(FaultGenerator.None)</c> for none. Default:
    /// <see cref="FaultGenerator.Swarm"/> over <c>FaultNodes</c>.
    /// </summary>
    string? FaultsMember { get; }

    /// <summary>
    /// Names of the nodes for faults of nodes and links. The test fails if one of these nodes exists in no seed.
    /// Default none: faults affect only calls and the controller. Cannot be combined with <c>FaultsMember</c>.
    /// </summary>
    string[] FaultNodes { get; }

    /// <summary>
    /// Simulation options: name of a static member of type <see cref="SimulationOptions"/>. Default: the defaults of
    /// <see cref="SimulationOptions"/>.
    /// </summary>
    string? OptionsMember { get; }

    /// <summary>Type that declares the named members. Default: the test class.</summary>
    Type? MemberType { get; }

    /// <summary>
    /// Check at the end, after all faults are reverted: name of a method of the test class with parameters and result
    /// like the test. Default: the test must succeed.
    /// </summary>
    string? CheckMethod { get; }

    /// <summary>
    /// Timeout in virtual minutes for each call of the method and of the check, 1 or more. Default 0: 6 hours while
    /// there are faults, 2 hours after they are reverted. <c>Timeout</c> applies to real time.
    /// </summary>
    int VirtualTimeoutMinutes { get; }
}
