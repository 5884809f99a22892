namespace Scalewright.Storage.Actions;

/// <summary>What came of an action of a manager on a server.</summary>
/// <param name="Json">The result: one JSON value, UTF-8.</param>
public sealed record ActionEffect(ReadOnlyMemory<byte> Json)
{
    /// <summary>What happens once the answer was sent, as a shutdown; null for nothing.</summary>
    public Func<CancellationToken, Task>? Afterwards { get; init; }
}
