using System.Net.Http.Headers;
using System.Text.Json.Serialization.Metadata;

namespace Scalewright.Rest;

/// <summary>Calls a JSON web service. Reads are retried on transient failures; changes are not.</summary>
/// <param name="login">Credentials; null for anonymous calls.</param>
internal sealed class RestClient(HttpMessageInvoker http, RestLogin? login, RestOptions options)
{
    private const string Json = "application/json";
    private const int MaxBytes = 32 * 1024 * 1024;
    private const int MaxQuotedBytes = 200;

    // Some services put the reason behind the output of their programs.
    private const int MaxReasonBytes = 2000;
    private static readonly RetryOptions RetryOptions = new()
    {
        MaxRetryAttempts = 4,
        Delay = TimeSpan.FromMilliseconds(200),
        MaxDelay = TimeSpan.FromMinutes(5),
    };

    private readonly Retry _retry = new(RetryOptions, options.Clock, options.Random.NextDouble);

    /// <summary>Reads a resource.</summary>
    /// <exception cref="RestException">The request was refused, or received no response after all attempts.</exception>
    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        Read(await GetResponseAsync(path, cancellationToken), type);

    /// <summary>Reads a resource; null if it does not exist.</summary>
    /// <exception cref="RestException">The request was refused, or received no response after all attempts.</exception>
    public async Task<T?> FindAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await GetAsync(path, type, cancellationToken);
        }
        catch (RestException failure) when (failure.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Sends a GET request and returns the response of any content type.</summary>
    /// <exception cref="RestException">The request was refused, or received no response after all attempts.</exception>
    public Task<RestResponse> GetResponseAsync(string path, CancellationToken cancellationToken) =>
        SendIdempotentAsync(HttpMethod.Get, path, null, cancellationToken);

    /// <summary>Sends an idempotent request, with retries.</summary>
    /// <param name="path">Path with the query.</param>
    /// <param name="body">JSON body; null for none.</param>
    /// <exception cref="RestException">The request was refused, or received no response after all attempts.</exception>
    public Task<RestResponse> SendIdempotentAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellationToken) =>
        _retry.CallAsync(
            token => SendAsync(method, path, body, Json, token),
            Judge,
            notice => LogRetry(method, path, notice),
            cancellationToken
        );

    /// <summary>Sends a request that changes something, without retries.</summary>
    /// <param name="path">Path with the query.</param>
    /// <param name="body">Body; null for none.</param>
    /// <exception cref="RestException">The request was refused, or received no response.</exception>
    public Task<RestResponse> ChangeAsync(HttpMethod method, string path, byte[]? body = null, string contentType = Json) =>
        SendAsync(method, path, body, contentType, CancellationToken.None);

    /// <summary>Deserializes a response.</summary>
    /// <exception cref="RestException">The response is not a valid response of the service.</exception>
    public T Read<T>(RestResponse reply, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(reply.Body, type) ?? throw InvalidResponse(reply.Status, reply.Body, null);
        }
        catch (JsonException failure)
        {
            throw InvalidResponse(reply.Status, reply.Body, failure);
        }
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using MemoryStream whole = new();
        byte[] buffer = new byte[64 * 1024];
        while (whole.Length <= MaxBytes && await body.ReadAsync(buffer, cancellationToken) is > 0 and int count)
        {
            await whole.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }

        return whole.Length <= MaxBytes
            ? whole.ToArray()
            : throw new RestException((int)response.StatusCode, $"the answer has more than {MaxBytes} bytes") { IsInvalidResponse = true };
    }

    private static string QuoteStart(byte[] bytes, int max) =>
        TextEscaping.EscapeAndTruncate(Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, max))).Trim(), max);

    private RestException InvalidResponse(int status, byte[] bytes, Exception? reason) =>
        new(status, $"the response is not from {options.Service}: {QuoteStart(bytes, MaxQuotedBytes)}", reason)
        {
            IsInvalidResponse = true,
        };

    private Uri GetAddress(string path) => new(options.Root, path);

    private async Task<RestResponse> SendAsync(
        HttpMethod method,
        string path,
        byte[]? body,
        string contentType,
        CancellationToken cancellationToken
    )
    {
        long start = options.Clock.GetTimestamp();
        using CancellationTokenSource timeout = new(options.CallTimeout, options.Clock);
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using HttpResponseMessage response = await LogInAndSendAsync(method, path, body, contentType, linked.Token);
            byte[] bytes = await ReadAsync(response, linked.Token);
            return response.IsSuccessStatusCode
                ? new RestResponse((int)response.StatusCode, bytes, response.Headers)
                : throw new RestException(
                    (int)response.StatusCode,
                    $"status {(int)response.StatusCode}, {QuoteStart(bytes, MaxReasonBytes)}"
                )
                {
                    RetryAfter = GetRetryAfter(response),
                };
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            CallLog.NoResponse(options.Logger, (method.Method, GetAddress(path)), options.Clock.GetElapsedTime(start), exception);
            throw new RestException(
                0,
                string.Create(CultureInfo.InvariantCulture, $"no response within {options.CallTimeout.TotalSeconds:0.###} s"),
                exception
            );
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            CallLog.NoResponse(options.Logger, (method.Method, GetAddress(path)), options.Clock.GetElapsedTime(start), failure);
            throw new RestException(
                0,
                UriRedactor.WithoutPasswords($"{options.Root} cannot be reached: {failure.InnerException?.Message ?? failure.Message}"),
                UriRedactor.WithoutPasswords(failure)
            );
        }
    }

    private static RetryDecision Judge(Exception failure)
    {
        if (failure is not RestException { IsTransient: true } transient)
        {
            return default;
        }

        return new RetryDecision(CanRetry: true, transient.RetryAfter > TimeSpan.Zero ? transient.RetryAfter : null);
    }

    private void LogRetry(HttpMethod method, string path, RetryNotice notice) =>
        CallLog.RetryScheduled(
            options.Logger,
            (method.Method, GetAddress(path)),
            (notice.Attempt, notice.MaxAttempts),
            notice.Delay,
            ((RestException)notice.Failure).Status,
            notice.Failure.InnerException
        );

    private TimeSpan? GetRetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - options.Clock.GetUtcNow(),
            _ => null,
        };

    /// <summary>Sends a request. If the credentials are rejected, renews them and retries once.</summary>
    private async Task<HttpResponseMessage> LogInAndSendAsync(
        HttpMethod method,
        string path,
        byte[]? body,
        string contentType,
        CancellationToken cancellationToken
    )
    {
        string credentials = login is null ? "" : await login.GetAsync(cancellationToken);
        HttpResponseMessage response = await SendAsync(method, path, body, contentType, credentials, cancellationToken);
        if (
            login is null
            || response.StatusCode != HttpStatusCode.Unauthorized
            || await login.RenewAsync(credentials, cancellationToken) is var other && other == credentials
        )
        {
            return response;
        }

        CallLog.LoggedInAgain(options.Logger, (method.Method, GetAddress(path)));
        response.Dispose();
        return await SendAsync(method, path, body, contentType, other, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        byte[]? body,
        string contentType,
        string credentials,
        CancellationToken cancellationToken
    )
    {
        using HttpRequestMessage request = new(method, GetAddress(path));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(options.Accept));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("scalewright", null));
        if (login is not null)
        {
            request.Headers.TryAddWithoutValidation(login.Header, credentials);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        long start = options.Clock.GetTimestamp();
        HttpResponseMessage response = await http.SendAsync(request, cancellationToken);
        CallLog.ResponseReceived(
            options.Logger,
            (method.Method, request.RequestUri!),
            (int)response.StatusCode,
            options.Clock.GetElapsedTime(start)
        );
        return response;
    }
}

internal sealed record RestResponse(int Status, byte[] Body, HttpResponseHeaders Headers)
{
    public bool IsEmpty => Status == 204;
}

/// <summary>Settings of a <see cref="RestClient"/>.</summary>
/// <param name="Root">Base address of all paths; ends with a slash.</param>
/// <param name="Service">Name of the service in errors about invalid responses, for example <c>an OpenStack
/// service</c>.</param>
internal sealed record RestOptions(Uri Root, string Service)
{
    /// <summary>Timeout of a single request.</summary>
    public required TimeSpan CallTimeout { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>Random source for the jitter of retry delays.</summary>
    public required Random Random { get; init; }

    public required ILogger Logger { get; init; }

    /// <summary>Accepted content type of responses.</summary>
    public string Accept { get; init; } = "application/json";
}

/// <summary>Value of the header with the credentials. A rejected value is renewed once for all calls.</summary>
/// <param name="renew">Returns a new value; null if there is no other.</param>
internal sealed class RestLogin(string header, Func<CancellationToken, Task<string>> first, Func<CancellationToken, Task<string>>? renew)
    : IDisposable
{
    private readonly SemaphoreSlim _semaphore = new(1);
    private string? _value;

    public string Header => header;

    /// <summary>HTTP basic authentication.</summary>
    /// <param name="renew">Returns a new password; null if there is no other.</param>
    public static RestLogin Basic(string user, string password, Func<CancellationToken, Task<string>>? renew)
    {
        return new RestLogin(
            "Authorization",
            _ => Task.FromResult(Value(password)),
            renew is null ? null : async token => Value(await renew(token))
        );

        string Value(string one) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{one}"))}";
    }

    public async Task<string> GetAsync(CancellationToken cancellationToken) =>
        Volatile.Read(ref _value) ?? await ChangeAsync(null, cancellationToken);

    /// <summary>Returns a new value to replace a rejected one, or the same value if there is no other.</summary>
    public Task<string> RenewAsync(string rejected, CancellationToken cancellationToken) =>
        renew is null ? Task.FromResult(rejected) : ChangeAsync(rejected, cancellationToken);

    public void Dispose() => _semaphore.Dispose();

    private async Task<string> ChangeAsync(string? rejected, CancellationToken cancellationToken)
    {
        await _semaphore.WaitAsync(cancellationToken);
        try
        {
            if (_value is null || _value == rejected)
            {
                Volatile.Write(
                    ref _value,
                    rejected is null || renew is null ? await first(cancellationToken) : await renew(cancellationToken)
                );
            }

            return _value!;
        }
        finally
        {
            _semaphore.Release();
        }
    }
}
