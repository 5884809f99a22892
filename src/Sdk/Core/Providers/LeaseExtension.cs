namespace Scalewright.Providers;

/// <summary>What became of asking for more time for a lease.</summary>
/// <param name="Part">The part of the place where it is, as a site.</param>
/// <param name="Lease">Its id there.</param>
/// <param name="EndsAt">When it ends as far as the place has decided; null: it has not begun.</param>
public sealed record LeaseExtension(string Part, string Lease, DateTimeOffset? EndsAt)
{
    /// <summary>What the place says of it, in its own words; empty: nothing.</summary>
    public string Message { get; init; } = "";

    /// <summary>Why it is not given more; null: it is, or that is not decided yet.</summary>
    public Problem? Problem { get; init; }
}
