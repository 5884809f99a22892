namespace Scalewright.Providers.AutoScaling;

/// <summary>What a request is answered with.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="RequestId">Id of the request, as in the body.</param>
/// <param name="Body">An XML document, UTF-8.</param>
public sealed record QueryReply(int Status, string RequestId, ReadOnlyMemory<byte> Body)
{
    /// <summary>Content type of every reply.</summary>
    public const string ContentType = "text/xml";
}
