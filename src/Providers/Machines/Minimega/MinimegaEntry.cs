namespace Scalewright.Providers.Minimega;

/// <summary>Response of one host.</summary>
public sealed record MinimegaEntry
{
    /// <summary>Host that responded; empty for some errors.</summary>
    public required string Host { get; init; }

    /// <summary>Plain text; may end in newlines. Default empty.</summary>
    public string Response { get; init; } = "";

    /// <summary>Column names of <see cref="Tabular"/>; null if the response is not a table.</summary>
    public ValueList<string>? Header { get; init; }

    /// <summary>Rows of text cells in unspecified order; null and empty both mean no rows.</summary>
    public ValueList<ValueList<string>>? Tabular { get; init; }

    /// <summary>Error of this host; empty if there was no error.</summary>
    public string Error { get; init; } = "";

    /// <summary>JSON as written by the server; <c>null</c> if there is no data.</summary>
    public string Data { get; init; } = "null";
}
