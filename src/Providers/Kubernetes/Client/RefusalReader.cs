namespace Scalewright.Providers.Kubernetes.Client;

/// <summary>
/// Sends the request that opens a WebSocket, and keeps the answer of a server that refuses it: the WebSocket of the framework shows its
/// status alone.
/// </summary>
/// <param name="http">Sends requests; not disposed.</param>
internal sealed class RefusalReader(HttpMessageInvoker http) : HttpMessageHandler
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>The refusal, without its body; null when there was none. Of use until the reader is disposed.</summary>
    public HttpResponseMessage? Refusal { get; private set; }

    /// <summary>The first 64 KiB of the body of the refusal.</summary>
    public byte[] Body { get; private set; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await http.SendAsync(request, cancellationToken);
        if (response.StatusCode == System.Net.HttpStatusCode.SwitchingProtocols)
        {
            return response;
        }

        Body = await ReadAsync(response, cancellationToken);
        Refusal = response;
        return response;
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
            byte[] bytes = new byte[MaxBytes];
            int count = await body.ReadAtLeastAsync(bytes, MaxBytes, throwOnEndOfStream: false, cancellationToken);
            return bytes[..count];
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            // Its status is known all the same.
            return [];
        }
    }
}
