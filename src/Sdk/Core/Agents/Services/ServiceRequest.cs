namespace Scalewright.Agents.Services;

/// <summary>Call of a service.</summary>
/// <param name="Method">Method to call.</param>
/// <param name="Arguments">Arguments as a JSON array in UTF-8.</param>
public sealed record ServiceRequest(ServiceMethod Method, ReadOnlyMemory<byte> Arguments)
{
    /// <summary>Values of a stream argument, or null.</summary>
    /// <remarks>Each value is a JSON text and a line feed, valid until the next is requested.</remarks>
    public IAsyncEnumerable<ReadOnlyMemory<byte>>? RequestStream { get; init; }
}
