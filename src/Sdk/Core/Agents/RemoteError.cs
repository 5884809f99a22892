namespace Scalewright.Agents;

/// <summary>Error reported by another program.</summary>
/// <param name="ExceptionType">Name of the exception, for example <c>ValueError</c>. Empty if not reported.</param>
/// <param name="Message">Error message.</param>
/// <param name="StackTrace">Stack trace. Empty if not reported.</param>
public sealed record RemoteError(string ExceptionType, string Message, string StackTrace)
{
    /// <summary>Properties of the error as a JSON object. Default empty.</summary>
    public string PropertiesJson { get; init; } = "";
}
