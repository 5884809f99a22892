namespace Scalewright.Providers.AutoScaling;

/// <summary>Who may call, and by what a call is signed.</summary>
/// <param name="Id">The key that is sent.</param>
/// <param name="Secret">The key that is not.</param>
public sealed record AccessKey(string Id, string Secret)
{
    /// <summary>The id; never the secret.</summary>
    public override string ToString() => Id;
}
