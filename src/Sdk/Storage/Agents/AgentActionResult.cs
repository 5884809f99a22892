namespace Scalewright.Storage.Agents;

/// <summary>Result of an action.</summary>
/// <param name="Json">Result: one JSON value, UTF-8.</param>
internal sealed record AgentActionResult(ReadOnlyMemory<byte> Json)
{
    /// <summary>Result of an action without a value: <c>{"result": null}</c>.</summary>
    public static AgentActionResult Nothing { get; } = new("{\"result\":null}"u8.ToArray());

    /// <summary>Callback after the response has arrived at the manager, for example a shutdown; or null.</summary>
    public Action? OnResponseSent { get; init; }
}
