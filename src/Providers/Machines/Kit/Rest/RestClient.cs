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
            token => CallOnceAsync(method, path, body, Json, token),
            Judge,
            notice => LogRetry(method, path, notice),
            cancellationToken
        );

    /// <summary>Sends a request that changes something, without retries.</summary>
    /// <param name="path">Path with the query.</param>
    /// <param name="body">Body; null for none.</param>
    /// <exception cref="RestException">The request was refused, or received no response.</exception>
    public Task<RestResponse> ChangeAsync(HttpMethod method, string path, byte[]? body = null, string contentType = Json) =>
        CallOnceAsync(method, path, body, contentType, CancellationToken.None);

    /// <summary>Deserializes a response.</summary>
    /// <exception cref="RestException">The response is not a valid response of the service.</exception>
    public T Read<T>(RestResponse response, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(response.Body, type) ?? throw InvalidResponse(response.Status, response.Body, null);
        }
        catch (JsonException failure)
        {
            throw InvalidResponse(response.Status, response.Body, failure);
        }
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using MemoryStream bytes = new();
        byte[] buffer = new byte[64 * 1024];
        int count;
        while ((count = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            await bytes.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            if (bytes.Length > MaxBytes)
            {
                throw new RestException((int)response.StatusCode, $"the response has more than {MaxBytes} bytes")
                {
                    IsInvalidResponse = true,
                };
            }
        }

        return bytes.ToArray();
    }

    private static string QuoteStart(byte[] bytes, int max) =>
        TextEscaping.EscapeAndTruncate(Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, max))).Trim(), max);

    private RestException InvalidResponse(int status, byte[] bytes, Exception? reason) =>
        new(status, $"the response is not from {options.Service}: {QuoteStart(bytes, MaxQuotedBytes)}", reason)
        {
            IsInvalidResponse = true,
        };

    private Uri GetAddress(string path) => new(options.Root, path);

    private async Task<RestResponse> CallOnceAsync(
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
            using HttpResponseMessage response = await SendWithLoginAsync(method, path, body, contentType, linked.Token);
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
        catch (OperationCanceledException failure) when (!cancellationToken.IsCancellationRequested)
        {
            CallLog.NoResponse(options.Logger, (method.Method, GetAddress(path)), options.Clock.GetElapsedTime(start), failure);
            throw new RestException(
                RestException.NoResponseStatus,
                string.Create(CultureInfo.InvariantCulture, $"no response within {options.CallTimeout.TotalSeconds:0.###} s"),
                failure
            );
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            CallLog.NoResponse(options.Logger, (method.Method, GetAddress(path)), options.Clock.GetElapsedTime(start), failure);
            throw new RestException(
                RestException.NoResponseStatus,
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
    private async Task<HttpResponseMessage> SendWithLoginAsync(
        HttpMethod method,
        string path,
        byte[]? body,
        string contentType,
        CancellationToken cancellationToken
    )
    {
        string credentials = login is null ? "" : await login.GetAsync(cancellationToken);
        HttpResponseMessage response = await SendRequestAsync(method, path, body, contentType, credentials, cancellationToken);
        if (login is null || response.StatusCode != HttpStatusCode.Unauthorized)
        {
            return response;
        }

        string renewed = await login.RenewAsync(credentials, cancellationToken);
        if (renewed == credentials)
        {
            return response;
        }

        CallLog.LoggedInAgain(options.Logger, (method.Method, GetAddress(path)));
        response.Dispose();
        return await SendRequestAsync(method, path, body, contentType, renewed, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendRequestAsync(
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
