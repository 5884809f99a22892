namespace Scalewright.Agents.Services;

/// <summary>A service of an agent that has started.</summary>
internal sealed record ServiceHandler
{
    public required string Name { get; init; }

    public required string Digest { get; init; }

    public required ValueMap<MethodHandler> Methods { get; init; }

    public required Func<Exception, string?> DescribeError { get; init; }

    public required Func<ValueTask> DisposeAsync { get; init; }
}
