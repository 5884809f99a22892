namespace Scalewright.Providers.AutoScaling;

/// <summary>Connects an <see cref="HttpClient"/> to an endpoint in this process, without a network.</summary>
/// <param name="endpoint">The endpoint; the caller disposes it.</param>
public sealed class AutoScalingEndpointHandler(AutoScalingEndpoint endpoint) : HttpMessageHandler
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Uri address = request.RequestUri ?? throw new InvalidOperationException("The request names no address.");
        byte[] body = request.Content is { } content ? await content.ReadAsByteArrayAsync(cancellationToken) : [];
        IEnumerable<KeyValuePair<string, string>> headers = request
            .Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())
            .SelectMany(header => header.Value.Select(value => KeyValuePair.Create(header.Key, value)))
            .Append(KeyValuePair.Create("Host", address.Authority));
        QueryResponse reply = await endpoint.HandleAsync(
            new QueryRequest(request.Method.Method, address.AbsolutePath, address.Query.TrimStart('?'), headers.ToValueList(), body),
            cancellationToken
        );
        ReadOnlyMemoryContent responseContent = new(reply.Body);
        responseContent.Headers.TryAddWithoutValidation("Content-Type", QueryResponse.ContentType);
        return new HttpResponseMessage((HttpStatusCode)reply.Status) { Content = responseContent, RequestMessage = request };
    }
}
