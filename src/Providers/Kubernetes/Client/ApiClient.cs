using System.Net.Http.Headers;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;
using Scalewright.Providers.Logs;

namespace Scalewright.Providers.Kubernetes.Client;

/// <summary>Client of the API of a cluster. Retries reads that fail transiently; never retries changes.</summary>
internal sealed class ApiClient(HttpMessageInvoker http, KubernetesOptions options, ServerRecovery recovery, Random random, ILogger logger)
{
    private const int MaxBytes = 32 * 1024 * 1024;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(5);
    private static readonly RetryOptions RetryOptions = new()
    {
        MaxRetryAttempts = 4,
        Delay = FirstPause,
        MaxDelay = MaxPause,
        MaxRetryAfterDelay = MaxPause,
    };

    private readonly Retry _retry = new(RetryOptions, options.Clock, random.NextDouble);

    public Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) =>
        _retry.CallAsync(
            token => CallAsync<T>(HttpMethod.Get, path, null, token),
            Judge,
            notice => LogRetry(path, notice),
            cancellationToken
        );

    /// <param name="path">Path with its query.</param>
    /// <param name="body">Request body, or null.</param>
    public async Task<T> CallAsync<T>(HttpMethod method, string path, HttpContent? body, CancellationToken cancellationToken)
    {
        long start = options.Clock.GetTimestamp();
        using CancellationTokenSource timeout = new(options.CallTimeout, options.Clock);
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using HttpResponseMessage response = await SendAsync(method, path, body, linked.Token);
            return response.IsSuccessStatusCode
                ? Read<T>(response, await ReadAsync(response, linked.Token))
                : throw await ReadOwnFailureAsync(response, linked.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            recovery.MarkBroken();
            CallLog.NoResponse(logger, (method.Method, GetAddress(path)), options.Clock.GetElapsedTime(start), exception);
            throw new ApiException(
                0,
                "",
                string.Create(CultureInfo.InvariantCulture, $"no response within {options.CallTimeout.TotalSeconds:0.###} s"),
                exception
            );
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            recovery.MarkBroken();
            CallLog.NoResponse(logger, (method.Method, GetAddress(path)), options.Clock.GetElapsedTime(start), exception);
            throw Unreached(exception.InnerException?.Message ?? exception.Message, exception);
        }
    }

    /// <summary>Opens a streaming response. The caller disposes it.</summary>
    public async Task<HttpResponseMessage> OpenAsync(string path, CancellationToken cancellationToken)
    {
        long start = options.Clock.GetTimestamp();
        HttpResponseMessage response;
        try
        {
            response = await SendAsync(HttpMethod.Get, path, null, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            CallLog.NoResponse(logger, (HttpMethod.Get.Method, GetAddress(path)), options.Clock.GetElapsedTime(start), exception);
            throw Unreached(exception.Message, exception);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await ReadOwnFailureAsync(response, cancellationToken);
        }
    }

    /// <summary>Records that a stream broke. Refusals are then transient for some seconds.</summary>
    public void MarkBroken() => recovery.MarkBroken();

    private static RetryDecision Judge(Exception failure)
    {
        if (failure is not ApiException { IsTransient: true } transient)
        {
            return default;
        }

        return new RetryDecision(CanRetry: true, transient.RetryAfter > TimeSpan.Zero ? transient.RetryAfter : null);
    }

    private void LogRetry(string path, RetryNotice notice) =>
        CallLog.RetryScheduled(
            logger,
            (HttpMethod.Get.Method, GetAddress(path)),
            (notice.Attempt, notice.MaxAttempts),
            notice.Delay,
            ((ApiException)notice.Failure).Status,
            notice.Failure.InnerException
        );

    /// <summary>Returns the delay before a broken watch is opened again: the requested one, or else exponential backoff.</summary>
    public TimeSpan PauseAfter(ApiException failure, int attempt)
    {
        TimeSpan backoff = FirstPause * Math.Pow(2, Math.Min(attempt, 10) - 1) * (0.5 + random.NextDouble());
        TimeSpan pause = failure.RetryAfter is { } delay && delay > TimeSpan.Zero ? delay : backoff;
        return pause < MaxPause ? pause : MaxPause;
    }

    public static HttpContent ToBody<T>(T value, string mediaType = "application/json") =>
        new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(value, KubernetesJson.GetType<T>()))
        {
            Headers = { ContentType = new MediaTypeHeaderValue(mediaType) },
        };

    private static T Read<T>(HttpResponseMessage response, byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, KubernetesJson.GetType<T>()) ?? throw Nonsense(response, bytes, null);
        }
        catch (JsonException exception)
        {
            throw Nonsense(response, bytes, exception);
        }
    }

    private static ApiException Nonsense(HttpResponseMessage response, byte[] bytes, Exception? reason)
    {
        string start = System.Text.Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, 1000)));
        return new ApiException(
            (int)response.StatusCode,
            ApiException.NonsenseReason,
            $"the response is not from an API server: {TextEscaping.Escape(start)}",
            reason
        );
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
                throw Nonsense(response, bytes.GetBuffer(), null);
            }
        }

        return bytes.ToArray();
    }

    private ApiException Unreached(string reason, Exception failure) =>
        new(
            0,
            "",
            UriRedactor.WithoutPasswords($"{options.Client.Server} cannot be reached: {reason}"),
            UriRedactor.WithoutPasswords(failure)
        )
        {
            // If the handshake itself fails, the exception has an inner one.
            IsUntrustedServer = failure.InnerException is AuthenticationException { InnerException: null },
        };

    private async Task<ApiException> ReadOwnFailureAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        ApiException failure = await ReadFailureAsync(response, options.Clock, cancellationToken);
        failure.IsFromStartingServer = failure.IsRoleRefusal && recovery.IsRecovering;
        return failure;
    }

    /// <summary>Reads the reason for a rejection.</summary>
    public static async Task<ApiException> ReadFailureAsync(
        HttpResponseMessage response,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        byte[] bytes = await ReadAsync(response, cancellationToken);
        int status = (int)response.StatusCode;
        V1Status? details = null;
        try
        {
            details = JsonSerializer.Deserialize(bytes, KubernetesJson.GetType<V1Status>());
        }
        catch (JsonException)
        {
            // The body is not a Status, for example because a proxy sent it.
        }

        TimeSpan? delay = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - clock.GetUtcNow(),
            _ => details?.Details?.RetryAfterSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
        if (details is { Kind: "Status" })
        {
            return new ApiException(status, details.Reason ?? "", details.Message ?? details.Reason ?? "") { RetryAfter = delay };
        }

        // A proxy may send these statuses, which have the same meaning without a Kubernetes body.
        bool isClear = status is 401 or 429 or >= 500;
        ApiException invalid = Nonsense(response, bytes, null);
        return new ApiException(status, isClear ? "" : invalid.Reason, $"status {status}, {invalid.Message}") { RetryAfter = delay };
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? body,
        CancellationToken cancellationToken
    )
    {
        using HttpRequestMessage request = new(method, GetAddress(path)) { Content = body };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("scalewright", null));
        return await http.SendAsync(request, cancellationToken);
    }

    private Uri GetAddress(string path) => new(options.Client.Root, path);
}
