namespace Scalewright.Providers.Minimega;

/// <summary>Options of a <see cref="MinimegaClient"/>.</summary>
public sealed record MinimegaClientOptions
{
    /// <summary>Default socket of minimega.</summary>
    public const string DefaultSocketPath = "/tmp/minimega/minimega";

    /// <summary>Namespace of every command: letters, digits, <c>-</c>, <c>_</c>. Default <c>minimega</c>.</summary>
    public string Namespace { get; init; } = "minimega";

    /// <summary>Timeout for connecting. Default 5 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Timeout for a complete response. Default 60 seconds. A launch takes up to 0.1 s per container.
    /// </summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Maximum size in bytes of all messages of one response. Default 64 MiB.</summary>
    public int MaxReplyBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Time source for timeouts. Default the system clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    internal MinimegaClientOptions Checked()
    {
        OptionsValidation validation = new();
        validation.Add(
            string.IsNullOrEmpty(Namespace) || !Namespace.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_'),
            nameof(Namespace),
            $"'{TextEscaping.Escape(Namespace ?? "")}' is not a namespace",
            "use letters, digits, '-' and '_'"
        );
        validation.Positive(nameof(ConnectTimeout), ConnectTimeout);
        validation.Positive(nameof(CallTimeout), CallTimeout);
        validation.Between(nameof(MaxReplyBytes), MaxReplyBytes, 1024);
        validation.Throw();
        return this;
    }
}
