namespace Scalewright.Storage.Managing.Rest;

/// <summary>The session of a user, or of one who has not said yet who it is.</summary>
internal sealed record UserSession(string Id, string CsrfToken, DateTimeOffset EndsAt)
{
    public string? User { get; init; }
}
