namespace Scalewright.Providers.AutoScaling;

/// <summary>Access key that identifies a caller and signs requests.</summary>
/// <param name="AccessKeyId">ID of the key, which is sent.</param>
/// <param name="SecretAccessKey">Secret key, which is never sent.</param>
public sealed record AccessKey(string AccessKeyId, string SecretAccessKey)
{
    /// <summary>Session token of a temporary key (AWS STS). Empty, the default, for a permanent key.</summary>
    public string SessionToken { get; init; } = "";

    /// <summary>
    /// Account whose permissions an endpoint grants to the key; default full permissions. Clients ignore it.
    /// </summary>
    public AccessAccount Account { get; init; } = AccessAccount.Owner;

    /// <summary>Returns the ID, never the secret.</summary>
    public override string ToString() => AccessKeyId;
}
