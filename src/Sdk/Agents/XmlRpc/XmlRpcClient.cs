using System.Net.Http.Headers;

namespace Scalewright.Agents.XmlRpc;

/// <summary>Calls methods of a program over XML-RPC on HTTP, as vt_cluster's agents do. Thread-safe.</summary>
/// <param name="node">Name of the node, for errors.</param>
/// <param name="address">Address of the program, for example <c>http://192.0.2.7:9999/</c>.</param>
/// <param name="http">Sends requests, usually an <see cref="HttpClient"/>. Not disposed; its own timeout also applies.
/// Use one that keeps connections only with HTTP/1.1 servers. HTTP/1.0 servers, like Python's, close each connection
/// after the response, and later requests on it are lost. Null, the default: a new connection for each call, without
/// proxies.</param>
/// <param name="clock">Time provider for timeouts; null: system time.</param>
public sealed class XmlRpcClient(string node, Uri address, HttpMessageInvoker? http = null, TimeProvider? clock = null)
{
    private const int MaxBytes = 64 * 1024 * 1024;

    // Holds no resources that need disposal.
    private static readonly HttpMessageInvoker Fresh = new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.Zero,
        }
    );

    /// <summary>Timeout of a call. Default 30 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Makes a call. Never retries, because a call without a response may have been executed.</summary>
    /// <param name="method">Dotted name of the method.</param>
    /// <param name="arguments">Arguments in order.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="AgentException">The call failed remotely (see <see cref="AgentException.RemoteError"/>), no
    /// response arrived in time, the response is not XML-RPC, or an argument cannot be sent. In the last case, the
    /// program receives nothing.</exception>
    public async Task<XmlRpcValue> CallAsync(string method, ValueList<XmlRpcValue> arguments, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        byte[] body = Write(method, arguments ?? []);
        using CancellationTokenSource timeoutSource = new(Timeout, clock ?? TimeProvider.System);
        using CancellationTokenSource linkedSource = CancellationTokenSource.CreateLinkedTokenSource(
            timeoutSource.Token,
            cancellationToken
        );
        try
        {
            (XmlRpcValue? value, XmlRpcFault? fault) = XmlRpcReader.ReadResponse(await PostAsync(body, linkedSource.Token));
            return value ?? throw Failed(method, RemoteErrorJson.Read(fault!.Message));
        }
        catch (OperationCanceledException failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AgentException(node, Wire.AgentProblems.Late($"'{TextEscaping.Escape(method)}'", Timeout), failure)
            {
                IsOutcomeUnknown = true,
            };
        }
        catch (XmlRpcException failure)
        {
            throw new AgentException(node, Wire.AgentProblems.BadFrame(TextEscaping.Escape(failure.Message)), failure)
            {
                IsOutcomeUnknown = true,
            };
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw new AgentException(node, Wire.AgentProblems.Lost(TextEscaping.Escape(failure.Message)), failure)
            {
                IsOutcomeUnknown = true,
            };
        }
    }

    private byte[] Write(string method, ValueList<XmlRpcValue> arguments)
    {
        try
        {
            return XmlRpcWriter.WriteCall(new XmlRpcCall(method, arguments));
        }
        catch (XmlRpcException failure)
        {
            throw new AgentException(
                node,
                Wire.AgentProblems.Rejected(
                    $"'{TextEscaping.Escape(method)}' was not called: {failure.Message}",
                    "use only values that XML-RPC supports"
                ),
                failure
            );
        }
    }

    private AgentException Failed(string method, RemoteError error)
    {
        string kind = error.ExceptionType.Length > 0 ? $"{TextEscaping.Escape(error.ExceptionType)}: " : "";
        return new AgentException(
            node,
            Wire.AgentProblems.Rejected(
                $"'{TextEscaping.Escape(method)}' failed with {kind}{TextEscaping.Escape(error.Message)}",
                "see RemoteError for the stack trace"
            )
        )
        {
            RemoteError = error,
        };
    }

    private async Task<ReadOnlyMemory<byte>> PostAsync(byte[] body, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/xml");
        using HttpResponseMessage response = await (http ?? Fresh).SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new XmlRpcException($"status {(int)response.StatusCode}");
        }

        using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await ReadAllAsync(stream, cancellationToken);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAllAsync(Stream stream, CancellationToken cancellationToken)
    {
        using MemoryStream all = new();
        byte[] buffer = new byte[16 * 1024];
        int count;
        while ((count = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            await all.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            if (all.Length > MaxBytes)
            {
                throw new XmlRpcException($"an answer longer than {MaxBytes} bytes");
            }
        }

        return all.ToArray();
    }
}
