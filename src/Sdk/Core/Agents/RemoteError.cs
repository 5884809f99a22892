namespace Scalewright.Agents;

/// <summary>An error of another program, as it told it.</summary>
/// <param name="Kind">Name of its exception, as in <c>ValueError</c>; empty when it did not say.</param>
/// <param name="Message">What it said.</param>
/// <param name="Stack">Its stack; empty when it did not say.</param>
public sealed record RemoteError(string Kind, string Message, string Stack)
{
    /// <summary>Its properties as a JSON object when it told them; default empty.</summary>
    public string Detail { get; init; } = "";
}
