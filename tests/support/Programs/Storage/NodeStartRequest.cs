namespace TestPrograms.Storage;

/// <summary>Read from standard input, because all processes of the machine can see a secret in an argument.</summary>
internal sealed record NodeStartRequest
{
    public required string Fqdn { get; init; }
    public required string Node { get; init; }

    /// <summary>Base address of manager and equipment, with a trailing slash.</summary>
    public required Uri Door { get; init; }

    /// <summary>Token for requests to <see cref="Door"/>.</summary>
    public required string Token { get; init; }

    /// <summary>Relative to the clock of the machine.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Secret of a registration token, for a server that registers.</summary>
    public string? Secret { get; init; }

    /// <summary>Private key of the registration.</summary>
    public string? KeyPem { get; init; }

    public string Run { get; init; } = "";
    public string Folder { get; init; } = "";

    public DateTimeOffset BootedAt { get; init; }
    public string[] Plugins { get; init; } = [];
}
