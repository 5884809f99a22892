namespace Scalewright.Agents.Services;

/// <summary>A call of a service.</summary>
/// <param name="Method">What is called.</param>
/// <param name="Arguments">A JSON array in UTF-8.</param>
public sealed record ServiceRequest(ServiceMethod Method, ReadOnlyMemory<byte> Arguments)
{
    /// <summary>The values of a stream that it takes: each one JSON text and a line feed, valid until the next is asked for; null: none.</summary>
    public IAsyncEnumerable<ReadOnlyMemory<byte>>? Items { get; init; }
}
