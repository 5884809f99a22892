namespace Scalewright.Storage.Actions;

/// <summary>Result of an action that a manager runs on a server.</summary>
/// <param name="Json">Result: one JSON value, UTF-8.</param>
public sealed record ServerActionResult(ReadOnlyMemory<byte> Json)
{
    /// <summary>Work to run after the response is sent, for example a shutdown. Null: no work.</summary>
    public Func<CancellationToken, Task>? Afterwards { get; init; }
}
