using System.Net.Http.Headers;

namespace Storage.Operations.Tests;

/// <summary>Works over a network and in virtual time.</summary>
public sealed class StorageManagerClient : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly Uri _address;
    private readonly HttpMessageInvoker _invoker;
    private readonly TimeProvider _clock;
    private readonly CookieContainer _cookies = new();

    /// <param name="address">With a trailing slash.</param>
    /// <param name="handler">Disposed with the client. Must not store cookies.</param>
    public StorageManagerClient(Uri address, HttpMessageHandler handler, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentNullException.ThrowIfNull(clock);
        (_address, _invoker, _clock) = (address, new HttpMessageInvoker(handler), clock);
    }

    internal string? SitePassword { get; init; }

    /// <param name="password">Null for the password of the site's manager.</param>
    public async Task LogInAsync(string user = "admin", string? password = null, CancellationToken cancellationToken = default)
    {
        password ??= SitePassword;
        ArgumentNullException.ThrowIfNull(password);
        await SendAsync(HttpMethod.Get, "api/session/", body: null, cancellationToken);
        await SendAsync(
            HttpMethod.Post,
            "api/session/",
            new JsonObject { ["username"] = user, ["password"] = password },
            cancellationToken
        );
    }

    /// <param name="path">Relative to the manager's address, as in <c>api/host/</c>.</param>
    /// <exception cref="ProviderException">The manager refused the request, with its message as the problem, or did not
    /// respond.</exception>
    public async Task<JsonNode> SendAsync(
        HttpMethod method,
        string path,
        JsonNode? body = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(method);
        using HttpRequestMessage request = Request(method, new Uri(_address, path), body);
        try
        {
            using HttpResponseMessage response = await _invoker.SendAsync(request, cancellationToken);
            Keep(response, request.RequestUri!);
            string answer = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode
                ? (answer.Length == 0 ? null : JsonNode.Parse(answer)) ?? new JsonObject()
                : throw Refused(
                    path,
                    ProblemCode.AgentCallFailed,
                    $"{method} was answered with {(int)response.StatusCode} {TextEscaping.Escape(answer)}",
                    null
                );
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException)
        {
            throw Refused(path, ProblemCode.ConnectionLost, exception.Message, exception);
        }
    }

    /// <param name="resource">For example <c>host</c>.</param>
    public async Task<IReadOnlyList<JsonNode>> ListAsync(string resource, CancellationToken cancellationToken = default) =>
        [
            .. (
                (await SendAsync(HttpMethod.Get, $"api/{resource}/?limit=0", null, cancellationToken))["objects"] as JsonArray ?? []
            ).OfType<JsonNode>(),
        ];

    /// <param name="credits">Number of servers that may use the token.</param>
    /// <returns>The secret of the token.</returns>
    public async Task<string> CreateRegistrationTokenAsync(
        int credits,
        string profile = "base_managed_rh7",
        CancellationToken cancellationToken = default
    ) =>
        (
            await SendAsync(
                HttpMethod.Post,
                "api/registration_token/",
                new JsonObject { ["credits"] = credits, ["profile"] = profile },
                cancellationToken
            )
        )["secret"]!.GetValue<string>();

    /// <param name="answer">The command, or an object with the command in <c>command</c>.</param>
    /// <param name="limit">Default ten minutes.</param>
    /// <returns>The reason of the failure, or empty for success.</returns>
    public async Task<string> WaitForCommandAsync(JsonNode answer, TimeSpan? limit = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(answer);
        int id = (answer["command"] ?? answer)["id"]!.GetValue<int>();
        long start = _clock.GetTimestamp();
        while (_clock.GetElapsedTime(start) < (limit ?? TimeSpan.FromMinutes(10)))
        {
            JsonNode command = await SendAsync(HttpMethod.Get, $"api/command/{id}/", null, cancellationToken);
            if (command["complete"]!.GetValue<bool>())
            {
                return command["error"]!.GetValue<string>();
            }

            await Task.Delay(Look, _clock, cancellationToken);
        }

        throw Refused($"api/command/{id}/", ProblemCode.TimedOut, "it did not end in time", null);
    }

    public void Dispose() => _invoker.Dispose();

    private HttpRequestMessage Request(HttpMethod method, Uri address, JsonNode? body)
    {
        HttpRequestMessage request = new(method, address)
        {
            Content = body is null
                ? null
                : new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString()))
                {
                    Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
                },
        };
        request.Headers.TryAddWithoutValidation("Cookie", _cookies.GetCookieHeader(address));
        if (_cookies.GetCookies(address)["csrftoken"] is { } token)
        {
            request.Headers.TryAddWithoutValidation("X-CSRFToken", token.Value);
        }

        return request;
    }

    private void Keep(HttpResponseMessage response, Uri address)
    {
        foreach (string cookie in response.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? values) ? values : [])
        {
            _cookies.SetCookies(address, cookie);
        }
    }

    private static ProviderException Refused(string path, ProblemCode code, string found, Exception? inner) =>
        new(SiteCheck.Word, [new Problem(code, found, "see what the manager says") { Field = path }], inner);
}
