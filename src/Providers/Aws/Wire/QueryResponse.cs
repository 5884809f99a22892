namespace Scalewright.Providers.AutoScaling;

/// <summary>A response to a request.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="RequestId">ID of the request, as in the body.</param>
/// <param name="Body">XML document in UTF-8.</param>
public sealed record QueryResponse(int Status, string RequestId, ReadOnlyMemory<byte> Body)
{
    /// <summary>Content type of all responses.</summary>
    public const string ContentType = "text/xml";
}
