namespace Scalewright.Tool.Places;

/// <summary>Where the cluster of a state lives.</summary>
/// <param name="Place">The word for the place on the command line.</param>
/// <param name="Where">What tells it from others that this word leads to; options that change nothing of that are no part of it.</param>
internal sealed record PlaceRecord(string Place, string Where)
{
    /// <summary>The place as the command line says it.</summary>
    public override string ToString() => $"--provider {Printable.Escape(Place)} {Printable.EscapeUpTo(Where, 1000)}".TrimEnd();
}
