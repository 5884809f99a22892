namespace TestPrograms.Storage;

/// <summary>What the program of a node shall play. It reads this from its standard input: a secret in an argument would be seen by all of its machine.</summary>
internal sealed record NodeOrder
{
    /// <summary>Full name of the server.</summary>
    public required string Fqdn { get; init; }

    /// <summary>Short name of the server.</summary>
    public required string Node { get; init; }

    /// <summary>Where manager and equipment are reached, with a slash at its end.</summary>
    public required Uri Door { get; init; }

    /// <summary>The token that requests there need.</summary>
    public required string Token { get; init; }

    /// <summary>How many times as fast as the machine's its time passes.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>The secret of a registration token, for a server that introduces itself; null: it runs its agent.</summary>
    public string? Secret { get; init; }

    /// <summary>The private key for that, PEM.</summary>
    public string? KeyPem { get; init; }

    /// <summary>By what the equipment knows this run of the agent.</summary>
    public string Run { get; init; } = "";

    /// <summary>The folder of the server on its node.</summary>
    public string Folder { get; init; } = "";

    /// <summary>When the server booted.</summary>
    public DateTimeOffset BootedAt { get; init; }

    /// <summary>What the agent watches, in order.</summary>
    public string[] Plugins { get; init; } = [];
}
