using System.Net.Http.Headers;

namespace Scalewright.Agents.XmlRpc;

/// <summary>Calls the methods of a program that speaks XML-RPC over HTTP, as vt_cluster's agents do. Thread-safe.</summary>
/// <param name="node">The node's name, for errors.</param>
/// <param name="address">Where the program answers, as in <c>http://192.0.2.7:9999/</c>.</param>
/// <param name="http">Sends requests, usually an <see cref="HttpClient"/>; not disposed. Its own deadline holds besides. One that keeps connections is for servers of HTTP/1.1: those of
/// HTTP/1.0, as Python's are, close each after its answer, and what is sent on it then is lost. Null, the default: a connection for each call, past proxies.</param>
/// <param name="clock">Time for deadlines; null: the system's.</param>
public sealed class XmlRpcClient(string node, Uri address, HttpMessageInvoker? http = null, TimeProvider? clock = null)
{
    private const int BytesMax = 64 * 1024 * 1024;

    // It keeps nothing that would have to be closed.
    private static readonly HttpMessageInvoker Fresh = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.Zero });

    /// <summary>How long a call may take; default 30 seconds.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Makes a call. Nothing is repeated: the program may have done what nobody answered for.</summary>
    /// <param name="method">The method's dotted name.</param>
    /// <param name="arguments">What it is given.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="AgentException">The call failed there (<see cref="AgentException.Remote"/> says how), nobody answered in time, what answered is no XML-RPC,
    /// or an argument cannot be sent, of which the program then knows nothing.</exception>
    public async Task<XmlRpcValue> CallAsync(string method, ValueList<XmlRpcValue> arguments, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        byte[] body = Write(method, arguments ?? []);
        using CancellationTokenSource late = new(Deadline, clock ?? TimeProvider.System);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            (XmlRpcValue? value, XmlRpcFault? fault) = XmlRpcReader.ReadAnswer(await PostAsync(body, either.Token));
            return value ?? throw Failed(method, RemoteErrorJson.Read(fault!.Text));
        }
        catch (OperationCanceledException failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AgentException(node, Wire.AgentProblems.Late($"'{Printable.Escape(method)}'", Deadline), failure) { OutcomeIsUnknown = true };
        }
        catch (XmlRpcException failure)
        {
            throw new AgentException(node, Wire.AgentProblems.BadFrame(Printable.Escape(failure.Message)), failure) { OutcomeIsUnknown = true };
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw new AgentException(node, Wire.AgentProblems.Lost(Printable.Escape(failure.Message)), failure) { OutcomeIsUnknown = true };
        }
    }

    private byte[] Write(string method, ValueList<XmlRpcValue> arguments)
    {
        try
        {
            return XmlRpcWriter.WriteCall(new XmlRpcCall(method, arguments));
        }
        catch (XmlRpcException unfit)
        {
            throw new AgentException(node, Wire.AgentProblems.Refused($"'{Printable.Escape(method)}' was not called: {unfit.Message}", "give it what XML-RPC has"), unfit);
        }
    }

    private AgentException Failed(string method, RemoteError error)
    {
        string kind = error.Kind.Length > 0 ? $"{Printable.Escape(error.Kind)}: " : "";
        return new AgentException(node, Wire.AgentProblems.Refused($"'{Printable.Escape(method)}' failed with {kind}{Printable.Escape(error.Message)}", "see Remote for its stack"))
        {
            Remote = error,
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
            if (all.Length > BytesMax)
            {
                throw new XmlRpcException($"an answer longer than {BytesMax} bytes");
            }
        }

        return all.ToArray();
    }
}
