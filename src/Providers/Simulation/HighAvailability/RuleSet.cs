namespace Scalewright.Providers.Simulation.HighAvailability;

/// <summary>Which rules a simulated storage cluster follows.</summary>
public enum RuleSet
{
    /// <summary>The safe rules: nothing runs on a node that is offline, what was stopped stays stopped.</summary>
    Strict,

    /// <summary>The rules of the cluster simulator of the Lustre manager, with its defects.</summary>
    Compat,
}
