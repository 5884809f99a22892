namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Action of nodes without quorum.</summary>
public enum QuorumPolicy
{
    /// <summary>Stops all resources.</summary>
    Stop,

    /// <summary>Keeps running resources and starts none.</summary>
    Freeze,

    /// <summary>Continues as with quorum.</summary>
    Ignore,

    /// <summary>Stops all resources. Pacemaker demotes promoted resources instead, but the model has none.</summary>
    Demote,

    /// <summary>Fences the nodes without quorum.</summary>
    Suicide,
}
