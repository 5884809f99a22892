namespace Scalewright.Providers.Ssh;

/// <summary>A password. It is never printed, logged or stored with a cluster.</summary>
public sealed class SshPassword
{
    /// <summary>Creates a password.</summary>
    /// <param name="text">The password, a single line.</param>
    /// <exception cref="ArgumentException">The text is empty, or has more than one line.</exception>
    public SshPassword(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        if (text.AsSpan().ContainsAny('\n', '\r', '\0'))
        {
            throw new ArgumentException("A password is one line.", nameof(text));
        }

        Text = text;
    }

    internal string Text { get; }

    /// <summary>Returns <c>***</c>.</summary>
    public override string ToString() => "***";
}
