namespace Scalewright.Providers.Simulation.Exploration;

/// <summary>Names of phases in messages.</summary>
internal static class PhaseText
{
    public static string Of(SeedPhase phase) => phase switch
    {
        SeedPhase.SetUp => "set-up",
        SeedPhase.UnderFaults => "under faults",
        SeedPhase.Healed => "healed run",
        SeedPhase.Check => "check",
        _ => "clean-up",
    };
}
