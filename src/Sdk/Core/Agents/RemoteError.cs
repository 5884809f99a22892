namespace Scalewright.Agents;

/// <summary>Error reported by another program.</summary>
/// <param name="Kind">Name of the exception, for example <c>ValueError</c>. Empty if not reported.</param>
/// <param name="Message">Error message.</param>
/// <param name="Stack">Stack trace. Empty if not reported.</param>
public sealed record RemoteError(string Kind, string Message, string Stack)
{
    /// <summary>Properties of the error as a JSON object. Default empty.</summary>
    public string Detail { get; init; } = "";
}
