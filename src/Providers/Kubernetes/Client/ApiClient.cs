using System.Net.Http.Headers;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using Scalewright.Providers.Logs;

namespace Scalewright.Providers.Kubernetes.Client;

/// <summary>Client of the API of a cluster. Retries reads that fail transiently; never retries changes.</summary>
internal sealed class ApiClient(
    HttpMessageInvoker http, TokenProvider tokens, KubernetesOptions options, Random random, ILogger logger)
{
    private const int MaxAttempts = 5;
    private const int MaxBytes = 32 * 1024 * 1024;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(5);

    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await CallAsync(HttpMethod.Get, path, null, type, cancellationToken);
            }
            catch (ApiException failure) when (failure.IsPassing && attempt < MaxAttempts)
            {
                TimeSpan pause = PauseAfter(failure, attempt);
                CallLog.RetryScheduled(logger, (HttpMethod.Get.Method, GetAddress(path)), (attempt, MaxAttempts), pause,
                    failure.Status, failure.InnerException);
                await Task.Delay(pause, options.Clock, cancellationToken);
            }
        }
    }

    /// <param name="path">Path with its query.</param>
    /// <param name="body">Request body, or null.</param>
    public async Task<T> CallAsync<T>(
        HttpMethod method, string path, ApiBody? body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        long start = options.Clock.GetTimestamp();
        using CancellationTokenSource timeout = new(options.CallTimeout, options.Clock);
        using CancellationTokenSource linked =
            CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using HttpResponseMessage response = await SendAsync(() => CreateRequest(method, path, body), linked.Token);
            byte[] bytes = await ReadAsync(response, linked.Token);
            return response.IsSuccessStatusCode ? Read(response, bytes, type) : throw Failure(response, bytes);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            CallLog.NoResponse(
                logger, (method.Method, GetAddress(path)), options.Clock.GetElapsedTime(start), exception);
            throw new ApiException(0, "", string.Create(CultureInfo.InvariantCulture,
                $"no response within {options.CallTimeout.TotalSeconds:0.###} s"), exception);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            CallLog.NoResponse(logger, (method.Method, GetAddress(path)), options.Clock.GetElapsedTime(start), failure);
            throw Unreached(failure.InnerException?.Message ?? failure.Message, failure);
        }
    }

    /// <summary>Opens a streaming response. The caller disposes it.</summary>
    public async Task<HttpResponseMessage> OpenAsync(string path, CancellationToken cancellationToken)
    {
        long start = options.Clock.GetTimestamp();
        HttpResponseMessage response;
        try
        {
            response = await SendAsync(() => CreateRequest(HttpMethod.Get, path, null), cancellationToken);
        }
        catch (HttpRequestException failure)
        {
            CallLog.NoResponse(
                logger, (HttpMethod.Get.Method, GetAddress(path)), options.Clock.GetElapsedTime(start), failure);
            throw Unreached(failure.Message, failure);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw Failure(response, await ReadAsync(response, cancellationToken));
        }
    }

    /// <summary>Returns the delay after a failure: the requested one, or else exponential backoff.</summary>
    public TimeSpan PauseAfter(ApiException failure, int attempt)
    {
        TimeSpan own = FirstPause * Math.Pow(2, Math.Min(attempt, 10) - 1) * (0.5 + random.NextDouble());
        TimeSpan pause = failure.RetryAfter is { } delay && delay > TimeSpan.Zero ? delay : own;
        return pause < MaxPause ? pause : MaxPause;
    }

    private static T Read<T>(HttpResponseMessage response, byte[] bytes, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, type) ?? throw Nonsense(response, bytes, null);
        }
        catch (JsonException failure)
        {
            throw Nonsense(response, bytes, failure);
        }
    }

    private static ApiException Nonsense(HttpResponseMessage response, byte[] bytes, Exception? reason)
    {
        string start = System.Text.Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, 1000)));
        return new ApiException((int)response.StatusCode, ApiException.NonsenseReason,
            $"the response is not from an API server: {TextEscaping.Escape(start)}", reason);
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

        return whole.Length <= MaxBytes ? whole.ToArray() : throw Nonsense(response, whole.GetBuffer(), null);
    }

    private ApiException Unreached(string reason, Exception failure) =>
        new(0, "", UriRedactor.WithoutPasswords($"{options.Client.Server} cannot be reached: {reason}"),
            UriRedactor.WithoutPasswords(failure));

    public ApiException Failure(HttpResponseMessage response, byte[] bytes)
    {
        int status = (int)response.StatusCode;
        try
        {
            if (JsonSerializer.Deserialize(bytes, KubernetesJson.Default.V1Status) is { Kind: "Status" } details)
            {
                return new ApiException(status, details.Reason ?? "", details.Message ?? details.Reason ?? "",
                    null) { RetryAfter = GetRetryAfter(response, details) };
            }
        }
        catch (JsonException)
        {
            // The body is not a Status, for example because a proxy sent it.
        }

        ApiException invalid = Nonsense(response, bytes, null);
        return new ApiException(status, status is 401 or 429 or >= 500 ? "" : invalid.Reason,
            $"status {status}, {invalid.Message}") { RetryAfter = GetRetryAfter(response, null) };
    }

    private TimeSpan? GetRetryAfter(HttpResponseMessage response, V1Status? status) =>
        response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - options.Clock.GetUtcNow(),
            _ => status?.Details?.RetryAfterSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };

    /// <summary>Sends a request; after a 401, renews the token and retries once.</summary>
    private async Task<HttpResponseMessage> SendAsync(
        Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        string token = await tokens.GetAsync(cancellationToken);
        HttpResponseMessage response = await SendAsync(make, token, cancellationToken);
        if (response.StatusCode != System.Net.HttpStatusCode.Unauthorized
            || await tokens.RenewAsync(token, cancellationToken) is var other && other == token)
        {
            return response;
        }

        CallLog.LoggedInAgain(logger, (response.RequestMessage!.Method.Method, response.RequestMessage.RequestUri!));
        response.Dispose();
        return await SendAsync(make, other, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(
        Func<HttpRequestMessage> make, string token, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = make();
        if (token.Length > 0)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        long start = options.Clock.GetTimestamp();
        HttpResponseMessage response = await http.SendAsync(request, cancellationToken);
        CallLog.ResponseReceived(logger, (request.Method.Method, request.RequestUri!), (int)response.StatusCode,
            options.Clock.GetElapsedTime(start));
        return response;
    }

    private Uri GetAddress(string path) => new(options.Client.Root, path);

    private HttpRequestMessage CreateRequest(HttpMethod method, string path, ApiBody? body)
    {
        HttpRequestMessage request = new(method, GetAddress(path));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (options.Client.TlsServerName.Length > 0)
        {
            // The certificate is validated against this name.
            request.Headers.Host = options.Client.TlsServerName;
        }

        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("scalewright", null));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body.Bytes);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(body.MediaType);
        }

        return request;
    }
}

internal sealed record ApiBody(byte[] Bytes, string MediaType)
{
    public static ApiBody Create<T>(T value, JsonTypeInfo<T> type, string mediaType = "application/json") =>
        new(JsonSerializer.SerializeToUtf8Bytes(value, type), mediaType);
}
