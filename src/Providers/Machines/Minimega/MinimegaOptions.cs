namespace Scalewright.Providers.Minimega;

/// <summary>How the client talks to the server.</summary>
public sealed record MinimegaOptions
{
    /// <summary>Where minimega listens when nothing else was said.</summary>
    public const string DefaultSocket = "/tmp/minimega/minimega";

    /// <summary>The namespace that every command is sent to; letters, digits, <c>-</c>, <c>_</c>. Default <c>minimega</c>.</summary>
    public string Namespace { get; init; } = "minimega";

    /// <summary>The longest wait for connecting; default 5 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest wait for a complete answer; default 60 s. Launches take up to 0.1 s for each container.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The most bytes of all messages of one answer; default 64 MiB.</summary>
    public int ReplyBytesMax { get; init; } = 64 * 1024 * 1024;

    /// <summary>The clock that deadlines are taken from; default the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    internal MinimegaOptions Checked()
    {
        WrongOptions wrong = new();
        wrong.Add(
            string.IsNullOrEmpty(Namespace) || !Namespace.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_'),
            nameof(Namespace), $"'{Printable.Escape(Namespace ?? "")}' is no namespace", "use letters, digits, '-' and '_'");
        wrong.Positive(nameof(ConnectTimeout), ConnectTimeout);
        wrong.Positive(nameof(CallTimeout), CallTimeout);
        wrong.Between(nameof(ReplyBytesMax), ReplyBytesMax, 1024);
        wrong.Throw();
        return this;
    }
}
