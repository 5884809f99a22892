using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Scalewright.Listeners;

namespace StorageSample.Managing.Rest;

/// <summary>Handles user requests at <c>api/</c>: sessions, then resources.</summary>
internal sealed class RestEndpoint(StorageManagerOptions options, SecretGenerator secrets, RestResources resources)
{
    private readonly UserSessions _sessions = new(options, secrets);

    public RestResources Resources => resources;

    public async Task<StorageManagerResponse> HandleAsync(StorageManagerRequest request)
    {
        string[] parts = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts is not ["api", var resource, ..] || parts.Length > 3)
        {
            return StorageManagerResponse.Reject(404, "nothing is at this path");
        }

        try
        {
            RestRequest parsed = new(
                request.Method,
                resource,
                parts.Length > 2 ? parts[2] : null,
                request.Query,
                BodyFields.Read(request.Body)
            )
            {
                Repeated = request.RepeatedParameters,
            };
            UserSession? session = _sessions.Find(request.SessionCookie);
            if (string.Equals(resource, "session", StringComparison.Ordinal))
            {
                return HandleSession(parsed, session, request);
            }

            Check(request, session);
            (int status, JsonNode? body) = await resources.HandleAsync(parsed);
            return Reply(status, body);
        }
        catch (RestError exception)
        {
            return StorageManagerResponse.Reject(exception.Status, exception.Message);
        }
    }

    private static void Check(StorageManagerRequest request, UserSession? session)
    {
        if (session?.User is null)
        {
            throw new RestError(401, "log in first: GET, then POST api/session/");
        }

        CheckCsrf(request.Method, session, request.CsrfToken);
    }

    private static void CheckCsrf(string method, UserSession session, string? token)
    {
        if (method is not ("GET" or "HEAD") && !string.Equals(token, session.CsrfToken, StringComparison.Ordinal))
        {
            throw new RestError(403, "the header X-CSRFToken does not have the value of the cookie csrftoken");
        }
    }

    private StorageManagerResponse HandleSession(RestRequest parsed, UserSession? session, StorageManagerRequest request)
    {
        RestFilter.CheckNone(parsed);
        if (string.Equals(parsed.Method, "GET", StringComparison.Ordinal))
        {
            UserSession shown = session ?? _sessions.Start();
            JsonNode? user = shown.User is null ? null : new JsonObject { ["username"] = shown.User };
            return WithCookies(Reply(200, new JsonObject { ["user"] = user }), shown);
        }

        if (session is null)
        {
            throw new RestError(403, "GET api/session/ first");
        }

        CheckCsrf(parsed.Method, session, request.CsrfToken);
        return parsed.Method switch
        {
            "POST" => StartSession(parsed, session, request.ClientAddress),
            "DELETE" => End(session),
            _ => throw new RestError(405, "use GET, POST or DELETE"),
        };
    }

    // The ID changes at login to prevent session fixation.
    private StorageManagerResponse StartSession(RestRequest parsed, UserSession session, IPAddress? source)
    {
        (string username, string password) = (parsed.Body.NeedText("username"), parsed.Body.NeedText("password"));
        parsed.CheckBody();
        bool isAccepted = _sessions.TryAccept(username, password, source, out TimeSpan retryAfter);
        if (retryAfter > TimeSpan.Zero)
        {
            throw new RestError(
                429,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"too many wrong passwords; try again in {Math.Ceiling(retryAfter.TotalSeconds)} s"
                )
            );
        }

        if (!isAccepted)
        {
            throw new RestError(403, "no such user, or another password");
        }

        _sessions.End(session.Id);
        return WithCookies(StorageManagerResponse.Empty(201), _sessions.Start(username));
    }

    private StorageManagerResponse End(UserSession session)
    {
        _sessions.End(session.Id);
        return StorageManagerResponse.Empty(204);
    }

    private static StorageManagerResponse WithCookies(StorageManagerResponse reply, UserSession session) =>
        reply with
        {
            SessionCookie = session.Id,
            CsrfCookie = session.CsrfToken,
        };

    private static StorageManagerResponse Reply(int status, JsonNode? body)
    {
        if (body is null)
        {
            return StorageManagerResponse.Empty(status);
        }

        System.Buffers.ArrayBufferWriter<byte> output = new();
        using (Utf8JsonWriter writer = new(output))
        {
            body.WriteTo(writer);
        }

        return new StorageManagerResponse(status, output.WrittenMemory);
    }
}

/// <summary>Sessions of users. Thread-safe.</summary>
internal sealed class UserSessions(StorageManagerOptions options, SecretGenerator secrets)
{
    private const int MaxSessions = 10_000;
    private static readonly TimeSpan SessionLifetime = TimeSpan.FromHours(12);
    private readonly AttemptLimiter _attempts = new(options.Clock);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, UserSession> _sessions = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public UserSession? Find(string? id)
    {
        lock (_gate)
        {
            return id is not null && _sessions.TryGetValue(id, out UserSession? session) && session.EndsAt > options.Clock.GetUtcNow()
                ? session
                : null;
        }
    }

    public UserSession Start(string? user = null)
    {
        UserSession session = new(secrets.NextSecret(), secrets.NextSecret(), options.Clock.GetUtcNow() + SessionLifetime) { User = user };
        lock (_gate)
        {
            _sessions.Add(session.Id, session);
            _order.Enqueue(session.Id);
            if (_order.Count > MaxSessions)
            {
                _sessions.Remove(_order.Dequeue());
            }
        }

        return session;
    }

    public void End(string id)
    {
        lock (_gate)
        {
            _sessions.Remove(id);
        }
    }

    /// <summary>Checks a login. Failures take constant time. After several failures, the source must wait.</summary>
    /// <param name="source">Source address of the attempt; null: this process.</param>
    /// <param name="retryAfter">Remaining delay of the source. Zero if the password was compared.</param>
    public bool TryAccept(string? name, string? password, IPAddress? source, out TimeSpan retryAfter) =>
        _attempts.TryAccept(source, () => IsSame(name, options.UserName) & IsSame(password, options.Password), out retryAfter);

    private static bool IsSame(string? actual, string expected) =>
        CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(actual ?? "")),
            SHA256.HashData(Encoding.UTF8.GetBytes(expected))
        );
}

/// <summary>Session of a user, possibly before login.</summary>
internal sealed record UserSession(string Id, string CsrfToken, DateTimeOffset EndsAt)
{
    public string? User { get; init; }
}
