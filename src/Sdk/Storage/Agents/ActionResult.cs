namespace Scalewright.Storage.Agents;

/// <summary>What came of an action.</summary>
/// <param name="Json">The result: one JSON value, UTF-8.</param>
public sealed record ActionResult(ReadOnlyMemory<byte> Json)
{
    /// <summary>The result of an action that has nothing to tell: <c>{"result": null}</c>.</summary>
    public static ActionResult Nothing { get; } = new("{\"result\":null}"u8.ToArray());

    /// <summary>What happens once the answer has arrived at the manager, as a shutdown; null for nothing.</summary>
    public Action? Answered { get; init; }
}
