using System.Net.Http.Headers;

namespace Scalewright.Experiments.Services;

/// <summary>HTTP client of a service: limits time and size, retries idempotent requests, maps errors.</summary>
/// <param name="service">Name of the service, for example <c>s3</c>.</param>
/// <param name="explain">Parses the error in a response.</param>
internal sealed class HttpServiceClient(string service, HttpServiceOptions options, Func<HttpServiceResponse, HttpServiceError> explain)
    : IDisposable
{
    private const int CopyBytes = 32 * 1024;
    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(5);
    private readonly HttpClient _http = new(
        options.Handler ?? new SocketsHttpHandler { AllowAutoRedirect = false },
        disposeHandler: options.Handler is null
    )
    {
        Timeout = System.Threading.Timeout.InfiniteTimeSpan,
    };
    private readonly Retry _retry = new(
        new RetryOptions
        {
            MaxRetryAttempts = options.MaxAttempts - 1,
            Delay = options.RetryDelay,
            MaxDelay = MaxPause,
            MaxRetryAfterDelay = MaxPause,
        },
        options.Clock,
        options.Random is { } random ? random.NextDouble : null
    );

    /// <summary>Sends a request, with retries if possible.</summary>
    /// <param name="isRepeatable">True if the request is idempotent.</param>
    /// <returns>A successful response.</returns>
    /// <exception cref="HttpServiceException">There was no successful response.</exception>
    public Task<HttpServiceResponse> SendAsync(Func<HttpRequestMessage> request, bool isRepeatable, CancellationToken cancellationToken) =>
        _retry.CallAsync(token => SendOnceAsync(request, token), failure => Judge(failure, isRepeatable), onRetry: null, cancellationToken);

    // A request rejected with 429 was not processed, so it can always be retried.
    private static RetryDecision Judge(Exception failure, bool isRepeatable) =>
        failure is HttpServiceException { IsTransient: true, Status: var status, RetryAfter: var after }
        && (isRepeatable || status == (int)HttpStatusCode.TooManyRequests)
            ? new RetryDecision(CanRetry: true, after)
            : default;

    public async Task<HttpServiceResponse> SendOnceAsync(Func<HttpRequestMessage> request, CancellationToken cancellationToken)
    {
        using HttpRequestMessage message = request();
        string call = Describe(message);
        using CancellationTokenSource timeout = new(options.Timeout, options.Clock);
        using CancellationTokenSource linkedSource = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        HttpServiceResponse reply;
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(
                message,
                HttpCompletionOption.ResponseHeadersRead,
                linkedSource.Token
            );
            reply = await ReadAsync(call, response, linkedSource.Token);
        }
        catch (Exception failure)
            when (failure is HttpRequestException or IOException
                || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            throw Unreached(call, failure);
        }

        return reply.IsSuccess ? reply : throw Rejected(call, reply);
    }

    public HttpServiceException InvalidResponse(string call, string found, HttpServiceResponse? reply = null, Exception? inner = null) =>
        new(
            service,
            new Problem(
                ProblemCode.ProviderContractViolation,
                reply is null ? found : $"{found}: {reply.BodyPreview}",
                "see whether this is the service that is meant, and in a version that is known"
            )
            {
                Source = TextEscaping.Escape(call),
            },
            inner
        )
        {
            Status = reply?.Status ?? 0,
        };

    /// <summary>Describes a request for messages: <c>GET http://host:9000/bucket</c>.</summary>
    public static string Describe(HttpRequestMessage message) =>
        UriRedactor.WithoutPasswords($"{message.Method} {message.RequestUri!.GetLeftPart(UriPartial.Path)}");

    public void Dispose() => _http.Dispose();

    private HttpServiceException Unreached(string call, Exception failure)
    {
        string reason = failure.InnerException?.Message ?? failure.Message;
        string why =
            failure is OperationCanceledException
                ? $"no answer came within {options.Timeout}"
                : $"the service is unreachable: {TextEscaping.Escape(UriRedactor.WithoutPasswords(reason))}";
        ProblemCode code = failure is OperationCanceledException ? ProblemCode.TimedOut : ProblemCode.ConnectionLost;
        return new HttpServiceException(
            service,
            new Problem(code, why, "check that it is running and the address is correct") { Source = TextEscaping.Escape(call) },
            UriRedactor.WithoutPasswords(failure)
        )
        {
            IsTransient = true,
            IsOutcomeUnknown = true,
        };
    }

    internal HttpServiceException Rejected(string call, HttpServiceResponse reply)
    {
        HttpServiceError fault = explain(reply);
        (ProblemCode code, string advice, bool isTransient) = reply.Status switch
        {
            400 or 405 or 409 or 412 or 413 or 415 or 416 or 422 => (
                ProblemCode.ConflictingFields,
                "change the request to one that the service supports",
                false
            ),
            401 or 403 => (ProblemCode.AuthenticationFailed, "use a valid key with the required permissions", false),
            404 or 410 => (ProblemCode.ResourceNotFound, "use a name that is there", false),
            408 or 425 or 429 => (ProblemCode.Throttled, "ask less often", true),
            501 => (ProblemCode.UnsupportedPlatform, "use a service that can do it", false),
            >= 500 => (ProblemCode.ProviderUnavailable, "ask again later, or look at what it logs", true),
            _ => (ProblemCode.ProviderContractViolation, "see whether this is the service that is meant", false),
        };
        string message = fault.Message.Length > 0 ? TextEscaping.EscapeAndTruncate(fault.Message, 500) : reply.BodyPreview;
        string errorCode = fault.Code.Length > 0 ? $" ({TextEscaping.Escape(fault.Code)})" : "";
        string found = string.Create(
            CultureInfo.InvariantCulture,
            $"it answered {reply.Status}{errorCode}{(message.Length > 0 ? ": " : "")}{message}"
        );
        return new HttpServiceException(service, new Problem(code, found, advice) { Source = TextEscaping.Escape(call) })
        {
            Status = reply.Status,
            ErrorCode = fault.Code,
            IsTransient = isTransient,
            IsOutcomeUnknown = reply.Status >= 500,
            RetryAfter = reply.RetryAfter,
        };
    }

    private async Task<HttpServiceResponse> ReadAsync(string call, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using MemoryStream read = new();
        byte[] buffer = new byte[CopyBytes];
        for (
            int count = await body.ReadAsync(buffer, cancellationToken);
            count > 0;
            count = await body.ReadAsync(buffer, cancellationToken)
        )
        {
            if (read.Length + count > options.MaxResponseBytes)
            {
                throw InvalidResponse(
                    call,
                    string.Create(CultureInfo.InvariantCulture, $"its answer is longer than {options.MaxResponseBytes} bytes")
                );
            }

            await read.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }

        return CreateResponse(response, read.ToArray());
    }

    private HttpServiceResponse CreateResponse(HttpResponseMessage response, ReadOnlyMemory<byte> body)
    {
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, HeaderStringValues values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            headers[name] = values.ToString();
        }

        return new HttpServiceResponse((int)response.StatusCode, body)
        {
            Headers = headers,
            RetryAfter = ParseDelay(headers.GetValueOrDefault("Retry-After")),
        };
    }

    /// <summary>Parses Retry-After: seconds or a date (RFC 9110, section 10.2.3); null if not valid.</summary>
    private TimeSpan? ParseDelay(string? text)
    {
        // The parser accepts the words NaN and Infinity as well.
        if (
            double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
            && double.IsFinite(seconds)
        )
        {
            return TimeSpan.FromSeconds(Math.Min(seconds, MaxPause.TotalSeconds));
        }

        return DateTimeOffset.TryParseExact(
            text,
            "r",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out DateTimeOffset date
        )
            ? new TimeSpan(Math.Clamp((date - options.Clock.GetUtcNow()).Ticks, 0, MaxPause.Ticks))
            : null;
    }
}

/// <summary>Error returned by a service.</summary>
internal sealed record HttpServiceError(string Code, string Message)
{
    public static HttpServiceError None { get; } = new("", "");

    /// <summary>Reads the error in a JSON object; none in another body.</summary>
    public static HttpServiceError Read(HttpServiceResponse response, Func<JsonElement, HttpServiceError> read)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(response.Body);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root ? read(root) : None;
        }
        catch (JsonException)
        {
            return None;
        }
    }
}

internal sealed record HttpServiceResponse(int Status, ReadOnlyMemory<byte> Body)
{
    private const int MaxPreviewBytes = 1024;

    /// <summary>Headers by case-insensitive name. Values of the same name are joined by commas.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Delay requested by the service; null if not set.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Start of the body, safe to print.</summary>
    public string BodyPreview => TextEscaping.Escape(Encoding.UTF8.GetString(Body.Span[..Math.Min(Body.Length, MaxPreviewBytes)]).Trim());
}
