using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace StorageSimulatorSample;

/// <summary>The manager's REST API, as a user who is logged in.</summary>
internal sealed class ManagerApi : IDisposable
{
    private const string AdviceOfPlugin =
        "the manager lacks the plug-in 'simulator_controller': start the reference manager without --no-simulator-controller, or switch the plug-in on in your manager's settings and restart it";

    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(60);

    private readonly HttpMessageInvoker _invoker;
    private readonly Uri _url;

    private ManagerApi(ManagerAddress address) => (_invoker, _url, Clock) = (new HttpMessageInvoker(new CookieHandler(address.Handler())), address.Url, address.Clock);

    /// <summary>The manager's time, as far as this program knows it.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Logs in.</summary>
    /// <exception cref="SimulatorException">The manager cannot be reached, or does not know the user.</exception>
    public static async Task<ManagerApi> LogInAsync(ManagerAddress address, string username, string password, CancellationToken cancellationToken)
    {
        ManagerApi api = new(address);
        await api.CallAsync(HttpMethod.Get, "api/session/", null, cancellationToken);
        await api.CallAsync(HttpMethod.Post, "api/session/", new JsonObject { ["username"] = username, ["password"] = password }, cancellationToken);
        return api;
    }

    /// <summary>Makes sure that the manager accepts simulated controllers.</summary>
    /// <exception cref="SimulatorException">It does not.</exception>
    public async Task CheckPluginAsync(CancellationToken cancellationToken)
    {
        JsonNode classes = await GetAsync("api/storage_resource_class/?plugin_name=simulator_controller&limit=0", cancellationToken);
        if (classes["objects"] is not JsonArray { Count: > 0 })
        {
            throw new SimulatorException(AdviceOfPlugin);
        }
    }

    /// <summary>Makes a registration token; returns its secret.</summary>
    public async Task<string> AddTokenAsync(int credits, string profile, CancellationToken cancellationToken) =>
        (await CallAsync(HttpMethod.Post, "api/registration_token/", new JsonObject { ["credits"] = credits, ["profile"] = profile }, cancellationToken))["secret"]!.GetValue<string>();

    public Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken) => CallAsync(HttpMethod.Get, path, null, cancellationToken);

    /// <summary>All entries of a resource.</summary>
    public async Task<IReadOnlyList<JsonNode>> ListAsync(string resource, CancellationToken cancellationToken) =>
        [.. ((await GetAsync($"api/{resource}/?limit=0", cancellationToken))["objects"] as JsonArray ?? []).OfType<JsonNode>()];

    /// <summary>Waits for the end of a command.</summary>
    /// <returns>Why it failed; null when it did not.</returns>
    public async Task<string?> WaitAsync(int command, TimeSpan limit, CancellationToken cancellationToken)
    {
        long start = Clock.GetTimestamp();
        while (Clock.GetElapsedTime(start) < limit)
        {
            JsonNode found = await GetAsync($"api/command/{command}/", cancellationToken);
            if (found["complete"]!.GetValue<bool>())
            {
                return found["errored"]!.GetValue<bool>() ? found["error"]!.GetValue<string>() : null;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), Clock, cancellationToken);
        }

        return $"command {command} took longer than {limit.TotalSeconds:0} s";
    }

    public async Task<JsonNode> CallAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(AnswerMax, Clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using HttpRequestMessage request = new(method, new Uri(_url, path));
            if (body is not null)
            {
                request.Content = new StringContent(body.ToJsonString(), new MediaTypeHeaderValue("application/json"));
            }

            using HttpResponseMessage response = await _invoker.SendAsync(request, either.Token);
            string answer = await response.Content.ReadAsStringAsync(either.Token);
            return response.IsSuccessStatusCode
                ? answer.Length == 0 ? new JsonObject() : JsonNode.Parse(answer) ?? new JsonObject()
                : throw new SimulatorException($"{method} {path}: {(int)response.StatusCode} {answer}");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or System.Text.Json.JsonException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new SimulatorException($"{_url}{path}: {exception.Message}. Does a manager run there?", exception);
        }
    }

    public void Dispose() => _invoker.Dispose();

    // Keeps the two cookies of a session, and shows the second one as a header too.
    private sealed class CookieHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private readonly CookieContainer _cookies = new();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Uri address = request.RequestUri!;
            request.Headers.TryAddWithoutValidation("Cookie", _cookies.GetCookieHeader(address));
            if (_cookies.GetCookies(address)["csrftoken"] is { } token)
            {
                request.Headers.Add("X-CSRFToken", token.Value);
            }

            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            foreach (string cookie in response.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? values) ? values : [])
            {
                _cookies.SetCookies(address, cookie);
            }

            return response;
        }
    }
}
