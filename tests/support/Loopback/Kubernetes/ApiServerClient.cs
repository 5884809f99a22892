using System.Net.Http.Headers;
using Loopback.Kubernetes.Objects;

namespace Loopback.Kubernetes;

/// <summary>Requests of tests to a real API server, in a namespace of their own that is deleted at the end.</summary>
internal sealed class ApiServerClient : IAsyncDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient _http;

    private ApiServerClient(HttpClient http) => _http = http;

    public string Namespace { get; private set; } = "";

    public static async Task<ApiServerClient> OpenAsync(Uri server, string token)
    {
        // Responses are passed on unchanged. Proxies of the environment lead elsewhere.
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
        };
        HttpClient http = new(handler) { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        ApiServerClient client = new(http);
        JsonObject made = await client.ChangeAsync(
            HttpMethod.Post,
            "api/v1/namespaces",
            new JsonObject { ["metadata"] = new JsonObject { ["generateName"] = "scalewright-test-" } }
        );
        client.Namespace = made.Text("metadata", "name");

        // Until a controller has created it, admission refuses pods.
        while (!await client.ExistsAsync($"api/v1/namespaces/{client.Namespace}/serviceaccounts/default"))
        {
            await Task.Delay(PollInterval, TimeProvider.System);
        }

        return client;
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    public async Task<bool> ExistsAsync(string path)
    {
        using HttpResponseMessage response = await _http.GetAsync(new Uri(path, UriKind.Relative));
        return response.IsSuccessStatusCode;
    }

    public async Task<JsonObject> GetAsync(string path) =>
        (JsonObject)JsonNode.Parse(await _http.GetStringAsync(new Uri(path, UriKind.Relative)))!;

    /// <exception cref="InvalidOperationException">The server refuses the request.</exception>
    public async Task<JsonObject> ChangeAsync(HttpMethod method, string path, JsonObject body)
    {
        using StringContent content = new(
            body.ToJsonString(),
            Encoding.UTF8,
            method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json"
        );
        using HttpRequestMessage request = new(method, new Uri(path, UriKind.Relative)) { Content = content };
        using HttpResponseMessage response = await _http.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? (JsonObject)JsonNode.Parse(text)!
            : throw new InvalidOperationException($"{method} {path}: {(int)response.StatusCode} {text}");
    }

    public async ValueTask DisposeAsync()
    {
        await ChangeAsync(HttpMethod.Delete, $"api/v1/namespaces/{Namespace}", []);
        _http.Dispose();
    }
}
