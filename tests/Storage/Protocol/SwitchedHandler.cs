namespace Storage.Protocol.Tests;

internal sealed class SwitchedHandler(Func<StorageManager?> manager, TimeSpan latency, TimeProvider clock) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await PassAsync(cancellationToken);
        using HttpMessageInvoker way = new(
            new ManagerHandler(manager() ?? throw new HttpRequestException(HttpRequestError.ConnectionError, "there is no manager"))
        );
        HttpResponseMessage answer = await way.SendAsync(request, cancellationToken);
        await PassAsync(cancellationToken);
        return answer;
    }

    private Task PassAsync(CancellationToken cancellationToken) =>
        latency > TimeSpan.Zero ? Task.Delay(latency, clock, cancellationToken) : Task.CompletedTask;
}
