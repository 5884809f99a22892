using System.Net.Http.Headers;

namespace TestPrograms.Storage;

internal sealed class TokenHandler : DelegatingHandler
{
    private readonly AuthenticationHeaderValue _authorization;

    public TokenHandler(string token)
        : base(new SocketsHttpHandler { UseProxy = false, UseCookies = false }) =>
        _authorization = new AuthenticationHeaderValue("Bearer", token);

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        base.Send(Authorized(request), cancellationToken);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        base.SendAsync(Authorized(request), cancellationToken);

    private HttpRequestMessage Authorized(HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Headers.Authorization = _authorization;
        return request;
    }
}
