using System.Security.Cryptography;
using System.Xml.Linq;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Polly;
using Polly.Retry;
using Scalewright.Providers.AutoScaling.Security;
using Scalewright.Providers.Logs;

namespace Scalewright.Providers.AutoScaling;

/// <summary>Calls a service that speaks the Query API of AWS AutoScaling or EC2, signed.</summary>
/// <param name="http">What requests go through; stays the caller's to dispose. One that follows redirects gives a lent
/// key's session token to whomever they lead to.</param>
/// <param name="address">Where the service is.</param>
/// <param name="key">Who calls.</param>
/// <param name="clock">Time of signatures and of waiting.</param>
public sealed class AutoScalingClient(HttpClient http, Uri address, AccessKey key, TimeProvider clock)
{
    private const string Ec2Version = "2016-11-15";
    private const string FormType = "application/x-www-form-urlencoded; charset=utf-8";

    // The header of AWS's own SDKs, which sign it, too.
    private const string NonceHeader = "amz-sdk-invocation-id";
    private const int NonceDigits = 32;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly string[] Repeatable = ["Describe", "Put", "Update", "CreateOrUpdate"];
    private static readonly TimeSpan PauseMax = TimeSpan.FromMinutes(5);

    private readonly KeyRing _keys = new(key);

    /// <summary>Region that signatures are for; default <c>us-east-1</c>.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Service that is called; default AutoScaling.</summary>
    public WireService Service { get; init; }

    /// <summary>How requests are signed; default by version 4.</summary>
    public SignatureVersion Signature { get; init; }

    /// <summary>How often a call is made at most while it fails for the moment; default 5, 1 for never again.</summary>
    public int AttemptsMax { get; init; } = 5;

    /// <summary>Pages that a list may have; default 10,000.</summary>
    public int PagesMax { get; init; } = 10_000;

    /// <summary>Chance for the jitter of pauses; null, the default: none.</summary>
    public Random? Chance { get; init; }

    /// <summary>
    /// Takes calls with their status and time (Debug), and why they are repeated (Warning); default nobody. No line has
    /// a parameter or a key.
    /// </summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>
    /// Gives a new key for one that the service refused, as one that expired. Asked once for all calls that the key was
    /// refused for, and a call that is refused again fails. Null, the default: the first refusal is final.
    /// </summary>
    public Func<AccessKey, CancellationToken, Task<AccessKey>>? RenewKey { get; init; }

    /// <summary>The key in use, shared by clients of one place.</summary>
    internal KeyRing Keys
    {
        get => _keys;
        init => _keys = value;
    }

    /// <summary>
    /// Makes a call. One that was throttled is repeated, after the pause that was asked for, or longer and longer ones;
    /// one that failed for the moment only when it may take effect twice: <c>Describe…</c>, <c>Put…</c>, <c>Update…</c>
    /// and <c>CreateOrUpdate…</c>.
    /// </summary>
    /// <param name="action">The action.</param>
    /// <param name="parameters">Its parameters, in any order.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The result element; null for actions without one.</returns>
    /// <exception cref="AutoScalingException">The service refused the call, could not be reached, or answered what is
    /// no reply: code <c>Unreadable</c>, with the first 200 characters of it. No more than 8 MiB are read.</exception>
    public async Task<XElement?> CallAsync(
        string action, ValueMap<string> parameters, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(action);
        ArgumentNullException.ThrowIfNull(parameters);
        if (AttemptsMax <= 1)
        {
            return await CallOnceAsync(action, parameters, cancellationToken);
        }

        ResiliencePipeline<XElement?> pipeline = new ResiliencePipelineBuilder<XElement?> { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions<XElement?>
            {
                ShouldHandle = new PredicateBuilder<XElement?>()
                    .Handle<AutoScalingException>(failure => MayRepeat(action, failure.Fault)),
                MaxRetryAttempts = AttemptsMax - 1,
                BackoffType = DelayBackoffType.Exponential,
                Delay = FirstPause,
                MaxDelay = PauseMax,
                UseJitter = Chance is not null,
                Randomizer = Chance is { } chance ? chance.NextDouble : static () => 0,
                DelayGenerator = static arguments => new ValueTask<TimeSpan?>(
                    (arguments.Outcome.Exception as AutoScalingException)?.RetryAfter is { } asked
                        && asked >= TimeSpan.Zero
                        ? (asked < PauseMax ? asked : PauseMax)
                        : null),
                OnRetry = arguments =>
                {
                    AutoScalingException failure = (AutoScalingException)arguments.Outcome.Exception!;
                    CallLog.Repeated(
                        Logger,
                        ($"POST {action}", address),
                        (arguments.AttemptNumber + 1, AttemptsMax),
                        arguments.RetryDelay,
                        failure.Fault.Status,
                        failure.InnerException);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
        return await pipeline.ExecuteAsync(
            async token => await CallOnceAsync(action, parameters, token), cancellationToken);
    }

    /// <summary>Reads all pages of a list.</summary>
    /// <param name="action">The action, as in <c>DescribeAutoScalingGroups</c>.</param>
    /// <param name="list">The list in its result, as in <c>AutoScalingGroups</c>.</param>
    /// <param name="parameters">Its parameters without a token.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The elements of the list.</returns>
    /// <exception cref="AutoScalingException">The service refused a call or could not be reached; or the list has no
    /// end.</exception>
    public async Task<ValueList<XElement>> ListAsync(
        string action, string list, ValueMap<string> parameters, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        const string RequestToken = "NextToken";
        string replyToken = Service == WireService.Ec2 ? "nextToken" : RequestToken;
        List<XElement> found = [];
        HashSet<string> tokens = new(StringComparer.Ordinal);
        for (string token = ""; ;)
        {
            XElement? page = await CallAsync(
                action, token.Length > 0 ? parameters.With(RequestToken, token) : parameters, cancellationToken);
            found.AddRange(page?.Child(list)?.Elements() ?? []);
            token = page?.Text(replyToken) ?? "";
            if (token.Length == 0)
            {
                return found.ToValueList();
            }

            if (!tokens.Add(token) || tokens.Count >= PagesMax)
            {
                throw new AutoScalingException(WireFault.EndlessList(action, tokens.Count));
            }
        }
    }

    private async Task<XElement?> CallOnceAsync(
        string action, ValueMap<string> parameters, CancellationToken cancellationToken)
    {
        AccessKey used = _keys.Current;
        try
        {
            return await CallAsync(used, action, parameters, cancellationToken);
        }
        catch (AutoScalingException failure) when (RenewKey is not null && failure.Fault.IsRefusal)
        {
            AccessKey fresh = await _keys.RenewAsync(used, RenewKey, cancellationToken);
            if (fresh == used)
            {
                throw;
            }

            CallLog.LoggedInAgain(Logger, ($"POST {action}", address));
            return await CallAsync(fresh, action, parameters, cancellationToken);
        }
    }

    private async Task<XElement?> CallAsync(
        AccessKey used, string action, ValueMap<string> parameters, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = RequestOf(
            used,
            parameters.With("Action", action)
                .With("Version", Service == WireService.Ec2 ? Ec2Version : ReplyText.AutoScalingVersion));
        int status;
        TimeSpan? retryAfter;
        ReadOnlyMemory<byte> reply;
        long begun = clock.GetTimestamp();
        try
        {
            using HttpResponseMessage response = await http.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            status = (int)response.StatusCode;
            CallLog.Answered(Logger, ($"POST {action}", address), status, clock.GetElapsedTime(begun));
            retryAfter = RetryAfter.Of(response, clock.GetUtcNow());
            await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
            reply = await ReplyReading.ReadAsync(body, cancellationToken);
        }
        catch (Exception exception) when (
            exception is HttpRequestException or IOException
                || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            CallLog.Unanswered(Logger, ($"POST {action}", address), clock.GetElapsedTime(begun), exception);
            throw new AutoScalingException(
                new WireFault(
                    0,
                    WireFault.UnreachableCode,
                    AddressText.WithoutPasswords($"{address} cannot be talked to: {Reason(exception)}")),
                AddressText.WithoutPasswords(exception));
        }

        return ReplyReading.ResultOf(action, status, reply, isWhole: Service == WireService.Ec2, retryAfter);
    }

    /// <summary>
    /// Why there was no answer. Of a handshake that failed, the message itself only points at its cause.
    /// </summary>
    private static string Reason(Exception exception) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError, InnerException: { } cause } =>
            $"{cause.Message.TrimEnd('.')}; trust the authority of its certificate, or use the scheme (http or https) "
                + "that it speaks",
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse } =>
            $"{exception.Message.TrimEnd('.')}; use the scheme (http or https) that it speaks",
        _ => exception.Message,
    };

    /// <summary>
    /// What was refused before it began may be repeated; where nobody knows, only what has the same effect twice.
    /// </summary>
    private static bool MayRepeat(string action, WireFault fault) => fault.Code == WireFault.Throttling.Code
        || (Repeatable.Any(start => action.StartsWith(start, StringComparison.Ordinal))
            && (fault.Status >= 500 || fault.IsPassing));

    private HttpRequestMessage RequestOf(AccessKey used, ValueMap<string> parameters) =>
        Signature == SignatureVersion.V2 ? RequestSignedByV2(used, parameters) : RequestSignedByV4(used, parameters);

    private HttpRequestMessage RequestSignedByV2(AccessKey used, ValueMap<string> parameters)
    {
        ValueMap<string> signed = parameters.With("AWSAccessKeyId", used.Id).With("SignatureVersion", "2")
            .With("SignatureMethod", SignatureV2.Sha256Method)
            .With(
                "Timestamp",
                clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture))
            .With(SignatureV2.NonceParameter, Nonce());
        signed = used.SessionToken.Length > 0 ? signed.With("SecurityToken", used.SessionToken) : signed;
        string signature = SignatureV2.Sign(
            "POST",
            address.Authority,
            address.AbsolutePath,
            SignatureV2.Canonical(signed),
            used.Secret,
            SignatureV2.Sha256Method);
        return FormOf(Encoded(signed.With(SignatureV2.Parameter, signature)));
    }

    private HttpRequestMessage RequestSignedByV4(AccessKey used, ValueMap<string> parameters)
    {
        byte[] body = Encoded(parameters);
        string time = clock.GetUtcNow().UtcDateTime.ToString(SignatureV4.TimeFormat, CultureInfo.InvariantCulture);
        KeyValuePair<string, string>[] headers =
        [
            KeyValuePair.Create(NonceHeader, Nonce()), KeyValuePair.Create("content-type", FormType),
            KeyValuePair.Create("host", address.Authority), KeyValuePair.Create("x-amz-date", time),
        ];
        headers = used.SessionToken.Length > 0
            ? [.. headers, KeyValuePair.Create("x-amz-security-token", used.SessionToken)]
            : headers;
        string names = string.Join(';', headers.Select(header => header.Key));
        string scope = SignatureV4.Scope(time, Region, SignatureV4.ServiceName(Service));
        string signature = SignatureV4.Sign(
            new QueryMessage("POST", address.AbsolutePath, "", [.. headers], body), used.Secret, scope, time, names);
        HttpRequestMessage request = FormOf(body);
        foreach ((string name, string value) in headers.Where(header => header.Key is not ("content-type" or "host")))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"{SignatureV4.Algorithm} Credential={used.Id}/{scope}, SignedHeaders={names}, Signature={signature}");
        return request;
    }

    // Times of signatures are whole seconds: without it, one call made twice in a second would be taken for a recorded
    // one that is sent again.
    private static string Nonce() => RandomNumberGenerator.GetHexString(NonceDigits, lowercase: true);

    private HttpRequestMessage FormOf(byte[] body)
    {
        HttpRequestMessage request = new(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", FormType);
        return request;
    }

    private static byte[] Encoded(ValueMap<string> parameters) =>
        Encoding.UTF8.GetBytes(string.Join(
            '&', parameters.Select(pair => $"{QueryText.Encode(pair.Key)}={QueryText.Encode(pair.Value)}")));
}
