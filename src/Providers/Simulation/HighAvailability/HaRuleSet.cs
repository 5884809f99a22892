namespace Scalewright.Providers.Simulation.HighAvailability;

/// <summary>Rules of a simulated storage cluster.</summary>
public enum HaRuleSet
{
    /// <summary>Safe rules: nothing runs on an offline node, and a stopped target stays stopped.</summary>
    Strict,

    /// <summary>Rules of the cluster simulator of the Lustre manager, with its defects.</summary>
    Compat,
}
