namespace Scalewright.Experiments.Objects;

/// <summary>Who asks for objects, and by what a request is signed.</summary>
/// <param name="Id">The key that is sent.</param>
/// <param name="Secret">The key that is not.</param>
public sealed record S3Key(string Id, string Secret)
{
    /// <summary>What goes with a key that was lent for a time (AWS STS); empty, the default: the key is one's own.</summary>
    public string SessionToken { get; init; } = "";

    /// <summary>The id; never the secret.</summary>
    public override string ToString() => Id;
}
