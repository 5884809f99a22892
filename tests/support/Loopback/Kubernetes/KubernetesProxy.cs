using System.Net.Http.Headers;
using Loopback.Kubernetes.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Features;

namespace Loopback.Kubernetes;

/// <summary>
/// Passes the requests of a test to a real API server, with the token of the test cluster, so that faults are injected
/// into real responses. The namespace <c>default</c> of the test is a new one of the server.
/// </summary>
public sealed class KubernetesProxy : IKubernetesServer
{
    private static readonly string[] OwnHeaders =
    [
        "Host",
        "Authorization",
        "Content-Length",
        "Content-Type",
        "Transfer-Encoding",
        "Expect",
    ];
    private static readonly string[] ConnectionHeaders = ["Transfer-Encoding", "Connection", "Keep-Alive"];

    private readonly ApiServerClient _api;
    private readonly OpenWatches _watches = new(TimeProvider.System);
    private readonly PlayedNodes? _nodes;
    private LoopbackServer? _server;

    private KubernetesProxy(ApiServerClient api, PlayedNodes? nodes) => (_api, _nodes) = (api, nodes);

    public Uri Address => _server!.Address;

    public string Namespace => _api.Namespace;

    public FaultList Faults => _server!.Faults;

    public RequestRecorder? Book { get; set; }

    /// <param name="server">Address of the API server. A certificate is verified by the authorities of this machine.</param>
    /// <param name="nodes">
    /// Nodes without machines, whose pods run as soon as they are scheduled, and are gone as soon as they are deleted.
    /// The test sees no other nodes. Null for the nodes of the server.
    /// </param>
    public static async Task<KubernetesProxy> StartAsync(Uri server, string token, KubernetesServerOptions? nodes = null)
    {
        ApiServerClient api = await ApiServerClient.OpenAsync(server, token);
        KubernetesProxy proxy = new(api, nodes is null ? null : await PlayedNodes.StartAsync(api, nodes));
        proxy._server = await LoopbackServer.StartAsync(proxy.AnswerAsync, before: application =>
            application.Use(RequestRecorder.Before(() => proxy.Book))
        );
        return proxy;
    }

    public void BreakWatches() => _watches.Break();

    public void MuteWatches() => _watches.Mute();

    public async ValueTask DisposeAsync()
    {
        BreakWatches();
        await _server!.DisposeAsync();
        await (_nodes?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _api.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        try
        {
            await (http.Request.Query.ContainsKey("watch") ? _watches.RunAsync(http, () => PassAsync(http)) : PassAsync(http));
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            // The client sees a broken connection, too.
            http.Abort();
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client disconnected.
        }
    }

    private async Task PassAsync(HttpContext http)
    {
        using HttpRequestMessage request = await CopyAsync(http.Request);
        using HttpResponseMessage response = await _api.SendAsync(request, http.RequestAborted);
        http.Response.StatusCode = (int)response.StatusCode;
        foreach (
            (string name, IEnumerable<string> values) in response
                .Headers.Concat(response.Content.Headers)
                .Where(header => !ConnectionHeaders.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
        )
        {
            http.Response.Headers[name] = values.ToArray();
        }

        await using Stream from = await response.Content.ReadAsStreamAsync(http.RequestAborted);
        if (response.StatusCode == System.Net.HttpStatusCode.SwitchingProtocols)
        {
            await TunnelAsync(http, from);
            return;
        }

        byte[] piece = new byte[16 * 1024];
        while (await from.ReadAsync(piece, http.RequestAborted) is > 0 and int count)
        {
            await _watches.HoldAsync(http);
            await http.Response.Body.WriteAsync(piece.AsMemory(0, count), http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }
    }

    private static async Task TunnelAsync(HttpContext http, Stream server)
    {
        await using Stream client = await http.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        await Task.WhenAll(CopyAsync(client, server, ended), CopyAsync(server, client, ended));
    }

    /// <summary>Copies until one side ends, which ends the other direction, too.</summary>
    private static async Task CopyAsync(Stream from, Stream to, CancellationTokenSource ended)
    {
        try
        {
            await from.CopyToAsync(to, ended.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The other side ended, or the connection is lost.
        }
        finally
        {
            await ended.CancelAsync();
        }
    }

    private async Task<HttpRequestMessage> CopyAsync(HttpRequest from)
    {
        string path =
            $"{from.Path.ToUriComponent().TrimStart('/').Replace("/namespaces/default/", $"/namespaces/{_api.Namespace}/", StringComparison.Ordinal)}{from.QueryString}";
        HttpRequestMessage request = new(new HttpMethod(from.Method), new Uri(_nodes?.SelectOwn(from, path) ?? path, UriKind.Relative));
        foreach (
            (string name, var values) in from.Headers.Where(header => !OwnHeaders.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
        )
        {
            request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }

        if (from.HttpContext.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true })
        {
            // An upgraded connection has no body and must not be read here.
            return request;
        }

        using MemoryStream body = new();
        await from.Body.CopyToAsync(body);
        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(_nodes?.Place(from, body.ToArray()) ?? body.ToArray());
            request.Content.Headers.ContentType = from.ContentType is { } type ? MediaTypeHeaderValue.Parse(type) : null;
        }

        return request;
    }
}
