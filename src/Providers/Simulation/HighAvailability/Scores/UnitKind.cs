namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>How the parts of a unit belong together.</summary>
internal enum UnitKind
{
    Single,
    Group,
    Clone,
}
