namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>What the others know of a node.</summary>
public enum Membership
{
    /// <summary>It was never there.</summary>
    Unseen,

    /// <summary>It is there.</summary>
    Online,

    /// <summary>It left in order, or was fenced.</summary>
    Left,

    /// <summary>It was there and is silent.</summary>
    Lost,
}
