namespace Loopback.Minimega.Language;

internal sealed class CommandFailure(string text, string? host = null) : Exception(text)
{
    /// <summary>Null for the server's own host.</summary>
    public string? Host { get; } = host;
}
