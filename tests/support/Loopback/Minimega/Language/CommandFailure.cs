namespace Loopback.Minimega.Language;

/// <summary>A command ends with an error in its reply.</summary>
internal sealed class CommandFailure(string text, string? host = null) : Exception(text)
{
    /// <summary>The host to name; null for the server's own.</summary>
    public string? Host { get; } = host;
}
