namespace Scalewright.Providers.Chameleon;

/// <summary>What became of asking for more time for a lease.</summary>
/// <param name="Region">Where it is.</param>
/// <param name="Lease">Its id there.</param>
/// <param name="EndsAt">When it ends now.</param>
public sealed record LeaseExtension(string Region, string Lease, DateTimeOffset EndsAt)
{
    /// <summary>Why it was not given more; null: it was.</summary>
    public Problem? Problem { get; init; }
}
