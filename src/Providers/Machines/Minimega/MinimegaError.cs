namespace Scalewright.Providers.Minimega;

/// <summary>Error that one host reported for a command.</summary>
/// <param name="Host">The host; empty for some errors of the server itself.</param>
/// <param name="Text">The server's text.</param>
public sealed record MinimegaError(string Host, string Text)
{
    /// <summary><c>Error (host): text</c>.</summary>
    public override string ToString() => $"Error ({Host}): {Text}";
}
