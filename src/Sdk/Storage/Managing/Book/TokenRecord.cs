namespace Scalewright.Storage.Managing.Book;

/// <summary>A registration token: whoever knows its secret may register servers.</summary>
internal sealed record TokenRecord(int Id, string Secret, string Profile, int Credits)
{
    /// <summary>When it ends; null: never.</summary>
    public DateTimeOffset? Expiry { get; init; }

    public bool IsCancelled { get; init; }
}
