using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Scalewright.Storage.Agents;

namespace StorageSample;

/// <summary>Client of the manager's REST API with the session of a user.</summary>
internal sealed class ManagerApi : IDisposable
{
    private const string AdviceOfPlugin =
        "the manager lacks the plug-in 'simulator_controller': start the reference manager without --no-simulator-controller, or switch the plug-in on in your manager's settings and restart it";

    private const int RefusalShown = 500;
    public static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(60);

    private readonly HttpMessageInvoker _invoker;
    private readonly Uri _url;

    private ManagerApi(ManagerAddress address) => (_invoker, _url, Clock) = (new HttpMessageInvoker(new CookieHandler(address.Handler())), address.Url, address.Clock);

    /// <summary>Time source of the manager, as known to this program.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Logs in.</summary>
    /// <exception cref="SimulatorException">The manager cannot be reached, or rejects the user.</exception>
    public static async Task<ManagerApi> LogInAsync(ManagerAddress address, string username, string password, CancellationToken cancellationToken)
    {
        ManagerApi api = new(address);
        try
        {
            await api.CallAsync(HttpMethod.Get, "api/session/", null, cancellationToken);
            await api.CallAsync(HttpMethod.Post, "api/session/", new JsonObject { ["username"] = username, ["password"] = password }, cancellationToken);
            return api;
        }
        catch
        {
            api.Dispose();
            throw;
        }
    }

    /// <exception cref="SimulatorException">The manager does not accept simulated controllers.</exception>
    public async Task CheckPluginAsync(CancellationToken cancellationToken)
    {
        ManagerResponse classes = await GetAsync("api/storage_resource_class/?plugin_name=simulator_controller&limit=0", cancellationToken);
        if (classes.Objects("objects").Count == 0)
        {
            throw new SimulatorException(AdviceOfPlugin);
        }
    }

    /// <summary>Creates a registration token and returns its secret.</summary>
    public async Task<string> AddTokenAsync(int credits, string profile, CancellationToken cancellationToken) =>
        (await CallAsync(HttpMethod.Post, "api/registration_token/", new JsonObject { ["credits"] = credits, ["profile"] = profile }, cancellationToken)).Text("secret");

    public Task<ManagerResponse> GetAsync(string path, CancellationToken cancellationToken) => CallAsync(HttpMethod.Get, path, null, cancellationToken);

    public async Task<IReadOnlyList<ManagerResponse>> ListAsync(string resource, CancellationToken cancellationToken) =>
        (await GetAsync($"api/{resource}/?limit=0", cancellationToken)).Objects("objects");

    /// <summary>Waits for the end of a command.</summary>
    /// <returns>Reason of the failure; null on success.</returns>
    public async Task<string?> WaitAsync(int command, TimeSpan limit, CancellationToken cancellationToken)
    {
        long start = Clock.GetTimestamp();
        while (Clock.GetElapsedTime(start) < limit)
        {
            ManagerResponse found = await GetAsync($"api/command/{command}/", cancellationToken);
            if (found.Flag("complete"))
            {
                return found.Flag("errored") ? found.Text("error") : found.Flag("cancelled") ? $"command {command} was cancelled" : null;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), Clock, cancellationToken);
        }

        return $"command {command} took longer than {limit.TotalSeconds:0} s";
    }

    /// <summary>Sends a request once. Only the caller knows whether a retry is safe.</summary>
    /// <exception cref="SimulatorException">The manager rejects the request, cannot be reached, does not respond in
    /// time, or returns an invalid response. The message contains the request.</exception>
    public async Task<ManagerResponse> CallAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken)
    {
        string request = $"{method} {_url}{path}";
        using CancellationTokenSource limit = new(AnswerMax, Clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await CallAsync(request, method, new Uri(_url, path), body, either.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SimulatorException($"{request}: no answer in {AnswerMax.TotalSeconds:0} s; see whether the manager still works", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or CookieException)
        {
            throw new SimulatorException($"{request}: {exception.Message.TrimEnd('.')}. Does a manager run there?", exception);
        }
    }

    private async Task<ManagerResponse> CallAsync(string request, HttpMethod method, Uri address, JsonNode? body, CancellationToken cancellationToken)
    {
        using HttpRequestMessage message = new(method, address);
        if (body is not null)
        {
            message.Content = new StringContent(body.ToJsonString(), new MediaTypeHeaderValue("application/json"));
        }

        using HttpResponseMessage response = await _invoker.SendAsync(message, cancellationToken);
        byte[] answer = await ResponseBody.ReadAsync(response, cancellationToken);
        return (int)response.StatusCode switch
        {
            >= 200 and < 300 => ManagerResponse.Read(request, answer),
            >= 300 and < 400 => throw new SimulatorException($"{request}: sent on to {TextEscaping.Escape(response.Headers.Location?.ToString() ?? "nowhere")}; give the manager's own address"),
            var status => throw new SimulatorException($"{request}: {status} {TextEscaping.Escape(ReasonOf(answer))}"),
        };
    }

    public void Dispose() => _invoker.Dispose();

    private static string ReasonOf(byte[] answer)
    {
        try
        {
            if (JsonNode.Parse(answer) is JsonObject { Count: 1 } json && json["error_message"] is JsonValue message && message.TryGetValue(out string? reason))
            {
                return reason.Length > RefusalShown ? reason[..RefusalShown] : reason;
            }
        }
        catch (JsonException)
        {
            // Not an error message of the manager, so show the body unchanged.
        }

        return Encoding.UTF8.GetString(answer.AsSpan(0, Math.Min(answer.Length, RefusalShown)));
    }

    // Keeps the two cookies of a session, and also sends the second one as a header.
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
