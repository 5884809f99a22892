using System.Net.Http.Headers;
using Scalewright.Storage.Wire;

namespace Scalewright.Storage.Agents;

/// <summary>Manager channel over HTTP for any number of agents. The handler manages connections.</summary>
public sealed class HttpManagerChannel : IManagerChannel, IDisposable
{
    /// <summary>Header with the server name from the manager's front end, used without a certificate.</summary>
    public const string NameHeader = "X-SSL-Client-Name";

    // Agents retry polls and posts. Registration is not retried.
    private const string Retried = "it is tried again";

    private readonly HttpMessageInvoker _invoker;
    private readonly Uri _manager;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _timeout;

    /// <summary>Creates a channel.</summary>
    /// <param name="manager">Address of the manager, for example <c>https://localhost:8000/</c>.</param>
    /// <param name="handler">Handler that sends the requests. The channel disposes it.</param>
    /// <param name="clock">Time source. Null: the system clock.</param>
    /// <param name="timeout">Timeout of a response. Null: 60 seconds, twice as long as a manager holds a poll.</param>
    public HttpManagerChannel(Uri manager, HttpMessageHandler handler, TimeProvider? clock = null, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(manager);
        ArgumentNullException.ThrowIfNull(handler);
        (_manager, _invoker, _clock, _timeout) = (
            manager,
            new HttpMessageInvoker(handler),
            clock ?? TimeProvider.System,
            timeout ?? TimeSpan.FromSeconds(60)
        );
    }

    /// <summary>True to use HTTP/2 with prior knowledge without TLS, for shared connections. Default false.</summary>
    public bool UsesHttp2PriorKnowledge { get; init; }

    /// <inheritdoc/>
    public async Task<RegistrationResponse> RegisterAsync(string secret, Registration registration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(registration);
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(registration, WireJson.Default.Registration);
        byte[] response = await SendAsync(
            HttpMethod.Post,
            $"agent/register/{Uri.EscapeDataString(secret)}/",
            registration.Fqdn,
            body,
            HttpStatusCode.Created,
            "see whether the manager still works, then register again",
            cancellationToken
        );
        try
        {
            return JsonSerializer.Deserialize(response, WireJson.Default.RegistrationResponse) is { Certificate: not null } reply
                ? reply
                : throw Garbage("no certificate");
        }
        catch (JsonException exception)
        {
            throw Garbage(exception.Message);
        }
    }

    /// <inheritdoc/>
    public Task PostAsync(string fqdn, MessagePost post, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, "agent/message/", fqdn, MessageFormat.Write(post), HttpStatusCode.OK, Retried, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AgentMessage>> GetAsync(string fqdn, AgentInstance instance, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instance);
        string path =
            $"agent/message/?server_boot_time={Uri.EscapeDataString(instance.ServerBootTime)}&client_start_time="
            + $"{Uri.EscapeDataString(instance.ClientStartTime)}";
        byte[] response = await SendAsync(HttpMethod.Get, path, fqdn, body: null, HttpStatusCode.OK, Retried, cancellationToken);
        try
        {
            return MessageReader.ReadResponse(response);
        }
        catch (FormatException exception)
        {
            throw Garbage(exception.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _invoker.Dispose();

    private async Task<byte[]> SendAsync(
        HttpMethod method,
        string path,
        string fqdn,
        byte[]? body,
        HttpStatusCode expected,
        string adviceWhenLate,
        CancellationToken cancellationToken
    )
    {
        using HttpRequestMessage request = new(method, new Uri(_manager, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        if (string.Equals(_manager.Scheme, Uri.UriSchemeHttp, StringComparison.Ordinal))
        {
            // Without TLS, the protocol version cannot be negotiated.
            (request.Version, request.VersionPolicy) = (
                UsesHttp2PriorKnowledge ? HttpVersion.Version20 : HttpVersion.Version11,
                HttpVersionPolicy.RequestVersionExact
            );
        }

        request.Headers.TryAddWithoutValidation(NameHeader, fqdn);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        using CancellationTokenSource limit = new(_timeout, _clock);
        using CancellationTokenSource linkedSource = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using HttpResponseMessage response = await _invoker.SendAsync(request, linkedSource.Token);
            byte[] content = await ResponseBody.ReadAsync(response, linkedSource.Token);
            return response.StatusCode == expected ? content : throw Rejected(path, response.StatusCode, content);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Fault(
                ProblemCode.TimedOut,
                string.Create(CultureInfo.InvariantCulture, $"no answer in {_timeout.TotalSeconds:0.#} s"),
                adviceWhenLate,
                exception
            );
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw Fault(
                ProblemCode.ConnectionLost,
                UriRedactor.WithoutPasswords(exception.Message.TrimEnd('.')),
                "see whether the manager runs and the address is right",
                UriRedactor.WithoutPasswords(exception)
            );
        }
    }

    private StorageException Rejected(string path, HttpStatusCode status, byte[] body)
    {
        string text = TextEscaping.Escape(Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 200))));
        ProblemCode code = status switch
        {
            HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized => ProblemCode.AuthenticationFailed,
            _ when (int)status is >= 300 and < 400 => ProblemCode.AgentMismatch,
            _ => ProblemCode.AgentCallFailed,
        };
        string advice = (int)status is >= 300 and < 400 ? "give the manager's own address" : "see what the manager says";
        return Fault(code, $"{path.Split('?')[0]} was answered with {(int)status} {text}", advice);
    }

    private StorageException Garbage(string found) =>
        Fault(ProblemCode.InvalidFrame, $"the answer cannot be read: {found}", "see whether a manager is at this address");

    private StorageException Fault(ProblemCode code, string found, string advice, Exception? inner = null) =>
        new([new Problem(code, found, advice) { Field = UriRedactor.WithoutPasswords(_manager.ToString()) }], inner);
}
