using System.Security.Cryptography;
using System.Xml.Linq;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Scalewright.Providers.AutoScaling.Security;
using Scalewright.Providers.Logs;

namespace Scalewright.Providers.AutoScaling;

/// <summary>Client for services with the Query API of AWS AutoScaling or EC2. Signs requests.</summary>
/// <param name="http">HTTP client; the caller disposes it. A client that follows redirects sends the session token of a
/// temporary key to their targets.</param>
/// <param name="address">Address of the service.</param>
/// <param name="key">Access key of the caller.</param>
/// <param name="clock">Time provider for signatures and delays.</param>
public sealed class AutoScalingClient(HttpClient http, Uri address, AccessKey key, TimeProvider clock)
{
    private const string Ec2Version = "2016-11-15";
    private const string FormType = "application/x-www-form-urlencoded; charset=utf-8";

    // Header of the AWS SDKs, which also sign it.
    private const string NonceHeader = "amz-sdk-invocation-id";
    private const int NonceDigits = 32;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly string[] Repeatable = ["Describe", "Put", "Update", "CreateOrUpdate"];
    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(5);

    private readonly KeyRefresher _keys = new(key);

    /// <summary>Region of the signatures. Default <c>us-east-1</c>.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Service to call. Default AutoScaling.</summary>
    public QueryService Service { get; init; }

    /// <summary>Signature version of requests. Default version 4.</summary>
    public SignatureVersion SignatureVersion { get; init; }

    /// <summary>Maximum number of attempts per request, including the first. Default 5; 1 disables retries.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>Maximum number of pages of a list. Default 10,000.</summary>
    public int MaxPages { get; init; } = 10_000;

    /// <summary>Random source for the jitter of retry delays. Default null: no jitter.</summary>
    public Random? Random { get; init; }

    /// <summary>
    /// Logger of requests with status and duration (Debug) and of retries (Warning). Logs no parameters or keys.
    /// Default: disabled.
    /// </summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>
    /// Returns a new key after the service rejected one, for example because it expired. Called once for all requests
    /// that used the rejected key. A request that is rejected again fails. Null, the default, fails at the first
    /// rejection.
    /// </summary>
    public Func<AccessKey, CancellationToken, Task<AccessKey>>? RenewKey { get; init; }

    /// <summary>Current key, shared by the clients of one service.</summary>
    internal KeyRefresher Keys
    {
        get => _keys;
        init => _keys = value;
    }

    /// <summary>
    /// Sends a request. Throttled requests are retried after the requested delay, or else with exponential backoff.
    /// Other transient failures are retried only for idempotent actions: <c>Describe…</c>, <c>Put…</c>, <c>Update…</c>
    /// and <c>CreateOrUpdate…</c>.
    /// </summary>
    /// <param name="action">Name of the action.</param>
    /// <param name="parameters">Parameters, in any order.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The result element; null for actions without a result.</returns>
    /// <exception cref="AutoScalingException">The service rejected the request, was unreachable or sent an invalid
    /// response. In the last case, the code is <c>Unreadable</c> and the message has the first 200 characters.
    /// Responses are limited to 8 MiB.</exception>
    public async Task<XElement?> CallAsync(string action, ValueMap<string> parameters, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(action);
        ArgumentNullException.ThrowIfNull(parameters);
        RetryOptions options = new()
        {
            MaxRetryAttempts = MaxAttempts - 1,
            Delay = FirstPause,
            MaxDelay = MaxPause,
            MaxRetryAfterDelay = MaxPause,
        };
        return await new Retry(options, clock, Random is { } random ? random.NextDouble : null).CallAsync(
            token => CallOnceAsync(action, parameters, token),
            failure => Judge(action, failure),
            notice => LogRetry(action, notice),
            cancellationToken
        );
    }

    private static RetryDecision Judge(string action, Exception failure)
    {
        if (failure is not AutoScalingException rejected || !MayRepeat(action, rejected.Error))
        {
            return default;
        }

        return new RetryDecision(CanRetry: true, rejected.RetryAfter >= TimeSpan.Zero ? rejected.RetryAfter : null);
    }

    private void LogRetry(string action, RetryNotice notice) =>
        CallLog.RetryScheduled(
            Logger,
            ($"POST {action}", address),
            (notice.Attempt, notice.MaxAttempts),
            notice.Delay,
            ((AutoScalingException)notice.Failure).Error.Status,
            notice.Failure.InnerException
        );

    /// <summary>Reads all pages of a list.</summary>
    /// <param name="action">Name of the action, for example <c>DescribeAutoScalingGroups</c>.</param>
    /// <param name="list">Name of the list in its result, for example <c>AutoScalingGroups</c>.</param>
    /// <param name="parameters">Parameters without a page token.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The elements of the list.</returns>
    /// <exception cref="AutoScalingException">The service rejected a request or was unreachable, or the list has too
    /// many pages.</exception>
    public async Task<ValueList<XElement>> ListAsync(
        string action,
        string list,
        ValueMap<string> parameters,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(parameters);
        const string RequestToken = "NextToken";
        string replyToken = Service == QueryService.Ec2 ? "nextToken" : RequestToken;
        List<XElement> elements = [];
        HashSet<string> tokens = new(StringComparer.Ordinal);
        for (string token = ""; ; )
        {
            XElement? page = await CallAsync(
                action,
                token.Length > 0 ? parameters.With(RequestToken, token) : parameters,
                cancellationToken
            );
            elements.AddRange(page?.Child(list)?.Elements() ?? []);
            token = page?.Text(replyToken) ?? "";
            if (token.Length == 0)
            {
                return elements.ToValueList();
            }

            if (!tokens.Add(token) || tokens.Count >= MaxPages)
            {
                throw new AutoScalingException(QueryError.EndlessList(action, tokens.Count));
            }
        }
    }

    private async Task<XElement?> CallOnceAsync(string action, ValueMap<string> parameters, CancellationToken cancellationToken)
    {
        AccessKey used = _keys.Current;
        try
        {
            return await SendAsync(used, action, parameters, cancellationToken);
        }
        catch (AutoScalingException exception) when (RenewKey is not null && exception.Error.IsRefusal)
        {
            AccessKey fresh = await _keys.RenewAsync(used, RenewKey, cancellationToken);
            if (fresh == used)
            {
                throw;
            }

            CallLog.LoggedInAgain(Logger, ($"POST {action}", address));
            return await SendAsync(fresh, action, parameters, cancellationToken);
        }
    }

    private async Task<XElement?> SendAsync(AccessKey used, string action, ValueMap<string> parameters, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = CreateRequest(
            used,
            parameters
                .With("Action", action)
                .With("Version", Service == QueryService.Ec2 ? Ec2Version : ResponseDocument.AutoScalingVersion)
        );
        int status;
        TimeSpan? retryAfter;
        ReadOnlyMemory<byte> reply;
        long start = clock.GetTimestamp();
        try
        {
            using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            status = (int)response.StatusCode;
            CallLog.ResponseReceived(Logger, ($"POST {action}", address), status, clock.GetElapsedTime(start));
            retryAfter = RetryAfter.Read(response, clock.GetUtcNow());
            await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
            reply = await ResponseReader.ReadAsync(body, cancellationToken);
        }
        catch (Exception exception)
            when (exception is HttpRequestException or IOException
                || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            CallLog.NoResponse(Logger, ($"POST {action}", address), clock.GetElapsedTime(start), exception);
            throw new AutoScalingException(
                new QueryError(
                    0,
                    QueryError.UnreachableCode,
                    UriRedactor.WithoutPasswords($"the connection to {address} failed: {Reason(exception)}")
                ),
                UriRedactor.WithoutPasswords(exception)
            );
        }

        return ResponseReader.ReadResult(action, status, reply, isWhole: Service == QueryService.Ec2, retryAfter);
    }

    /// <summary>
    /// Returns the reason for a missing response. For a failed handshake, the outer message only refers to its cause.
    /// </summary>
    private static string Reason(Exception exception) =>
        exception switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError, InnerException: { } cause } =>
                $"{cause.Message.TrimEnd('.')}; check the address, and trust the certificate authority of the service",
            HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse } =>
                $"{exception.Message.TrimEnd('.')}; use the scheme (http or https) that it speaks",
            _ => exception.Message,
        };

    /// <summary>
    /// Returns true if a request can be retried. Throttled requests had no effect. If the effect is unknown, only
    /// idempotent requests can be retried.
    /// </summary>
    private static bool MayRepeat(string action, QueryError fault) =>
        fault.IsThrottling
        || (Repeatable.Any(start => action.StartsWith(start, StringComparison.Ordinal)) && (fault.Status >= 500 || fault.IsPassing));

    private HttpRequestMessage CreateRequest(AccessKey used, ValueMap<string> parameters) =>
        SignatureVersion == SignatureVersion.V2 ? RequestSignedByV2(used, parameters) : RequestSignedByV4(used, parameters);

    private HttpRequestMessage RequestSignedByV2(AccessKey used, ValueMap<string> parameters)
    {
        ValueMap<string> signed = parameters
            .With("AWSAccessKeyId", used.AccessKeyId)
            .With("SignatureVersion", "2")
            .With("SignatureMethod", SignatureV2.Sha256Method)
            .With("Timestamp", clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture))
            .With(SignatureV2.NonceParameter, Nonce());
        signed = used.SessionToken.Length > 0 ? signed.With("SecurityToken", used.SessionToken) : signed;
        SignedRequest request = new("POST", address.Authority, address.AbsolutePath, SignatureV2.FormatParameters(signed));
        string signature = SignatureV2.Sign(request, used.SecretAccessKey, SignatureAlgorithm.HmacSha256);
        return CreateForm(Encoded(signed.With(SignatureV2.Parameter, signature)));
    }

    private HttpRequestMessage RequestSignedByV4(AccessKey used, ValueMap<string> parameters)
    {
        byte[] body = Encoded(parameters);
        string time = clock.GetUtcNow().UtcDateTime.ToString(SignatureV4.TimeFormat, CultureInfo.InvariantCulture);
        KeyValuePair<string, string>[] headers =
        [
            KeyValuePair.Create(NonceHeader, Nonce()),
            KeyValuePair.Create("content-type", FormType),
            KeyValuePair.Create("host", address.Authority),
            KeyValuePair.Create("x-amz-date", time),
        ];
        headers = used.SessionToken.Length > 0 ? [.. headers, KeyValuePair.Create("x-amz-security-token", used.SessionToken)] : headers;
        string names = string.Join(';', headers.Select(header => header.Key));
        string scope = SignatureV4.Scope(time, Region, SignatureV4.ServiceName(Service));
        string signature = SignatureV4.Sign(
            new QueryRequest("POST", address.AbsolutePath, "", [.. headers], body),
            secret: used.SecretAccessKey,
            scope: scope,
            time: time,
            signedHeaders: names
        );
        HttpRequestMessage request = CreateForm(body);
        foreach ((string name, string value) in headers.Where(header => header.Key is not ("content-type" or "host")))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"{SignatureV4.Algorithm} Credential={used.AccessKeyId}/{scope}, SignedHeaders={names}, Signature={signature}"
        );
        return request;
    }

    // Signatures have a resolution of one second. Without a nonce, two equal requests within a second look like a
    // replay.
    private static string Nonce() => RandomNumberGenerator.GetHexString(NonceDigits, lowercase: true);

    private HttpRequestMessage CreateForm(byte[] body)
    {
        HttpRequestMessage request = new(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", FormType);
        return request;
    }

    private static byte[] Encoded(ValueMap<string> parameters) =>
        Encoding.UTF8.GetBytes(
            string.Join('&', parameters.Select(pair => $"{PercentEncoding.Encode(pair.Key)}={PercentEncoding.Encode(pair.Value)}"))
        );
}
