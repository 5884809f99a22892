namespace Scalewright.Providers.AutoScaling.Backend;

/// <summary>Applies a timeout to each request, measured by the provider's clock.</summary>
internal sealed class TimeoutHandler(HttpMessageHandler inner, bool ownsInner, TimeSpan deadline, TimeProvider clock)
    : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeoutSource = new(deadline, clock);
        using CancellationTokenSource linkedSource = CancellationTokenSource.CreateLinkedTokenSource(
            timeoutSource.Token,
            cancellationToken
        );
        try
        {
            HttpResponseMessage response = await base.SendAsync(request, linkedSource.Token);
            await response.Content.LoadIntoBufferAsync(linkedSource.Token);
            return response;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException(HttpRequestError.ResponseEnded, $"no answer came within {deadline}", exception);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (ownsInner)
        {
            base.Dispose(disposing);
        }
    }
}
