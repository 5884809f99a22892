namespace Scalewright.Providers.AutoScaling;

/// <summary>Who may call, and by what a call is signed.</summary>
/// <param name="Id">The key that is sent.</param>
/// <param name="Secret">The key that is not.</param>
public sealed record AccessKey(string Id, string Secret)
{
    /// <summary>
    /// What goes with a key that was lent for a time (AWS STS); empty, the default: the key is one's own.
    /// </summary>
    public string SessionToken { get; init; } = "";

    /// <summary>
    /// Account that an endpoint grants the key's permissions by; default full permissions. Clients ignore it.
    /// </summary>
    public AccessAccount Account { get; init; } = AccessAccount.Owner;

    /// <summary>The id; never the secret.</summary>
    public override string ToString() => Id;
}
