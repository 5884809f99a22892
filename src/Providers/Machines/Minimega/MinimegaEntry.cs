namespace Scalewright.Providers.Minimega;

/// <summary>What one host answered.</summary>
public sealed record MinimegaEntry
{
    /// <summary>The host that answered; empty in a few errors.</summary>
    public required string Host { get; init; }

    /// <summary>Plain text; may end in newlines. Default empty.</summary>
    public string Response { get; init; } = "";

    /// <summary>Column names of <see cref="Tabular"/>; null when the answer is no table.</summary>
    public ValueList<string>? Header { get; init; }

    /// <summary>Rows of text cells in no order; null and empty both mean no row.</summary>
    public ValueList<ValueList<string>>? Tabular { get; init; }

    /// <summary>What went wrong at this host; empty when nothing did.</summary>
    public string Error { get; init; } = "";

    /// <summary>JSON as the server wrote it; <c>null</c> when there is none.</summary>
    public string Data { get; init; } = "null";
}
