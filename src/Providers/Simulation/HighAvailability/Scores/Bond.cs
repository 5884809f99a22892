namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>A colocation between parts: one follows, one part or all copies of a clone lead.</summary>
internal sealed record Bond(Part Follower, Part? Leader, Unit? LeadingClone, int Value)
{
    public bool IsMandatory => Math.Abs(Value) >= Score.Infinity;

    /// <summary>How much of the follower's scores its leader takes over.</summary>
    public double Share => Value / (double)Score.Infinity;
}
