namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Why something runs where it does, or does not run.</summary>
/// <param name="Resource">Its id.</param>
/// <param name="Places">Where it runs, by name; none when nowhere.</param>
/// <param name="Cause">The kind of reason.</param>
/// <param name="Text">The reason with its numbers, as a clause.</param>
public sealed record PlacementReason(string Resource, ValueList<string> Places, PlacementCause Cause, string Text)
{
    /// <summary><c>A on n1: its score is 1020 there, more than 10 on n2</c>.</summary>
    public override string ToString() => $"{Resource} {(Places.Count == 0 ? "nowhere" : "on " + string.Join(", ", (IEnumerable<string>)Places))}: {Text}";
}
