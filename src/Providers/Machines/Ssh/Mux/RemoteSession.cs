using System.Runtime.InteropServices;

namespace Scalewright.Providers.Ssh.Mux;

/// <summary>A command of a machine with its three streams, in a session of its own over a shared connection.</summary>
internal sealed class RemoteSession : IDisposable
{
    private readonly MuxClient _client;

    private RemoteSession(MuxClient client, Socket input, Socket output, Socket error)
    {
        (_client, Input, Output, Error) = (client, input, output, error);
        Exit = ReadExitAsync();
    }

    /// <summary>What is sent here, the command reads.</summary>
    public Socket Input { get; }

    /// <summary>What the command writes to its standard output.</summary>
    public Socket Output { get; }

    /// <summary>What the command writes to its standard error.</summary>
    public Socket Error { get; }

    /// <summary>Its exit code; null when the connection broke before one came.</summary>
    public Task<int?> Exit { get; }

    /// <summary>Starts a command.</summary>
    /// <exception cref="SessionRefusedException">The server opens no further session.</exception>
    /// <exception cref="IOException">The master is gone.</exception>
    /// <exception cref="SocketException">The master is gone.</exception>
    public static async Task<RemoteSession> OpenAsync(string controlPath, string command, CancellationToken cancellationToken)
    {
        MuxClient client = await MuxClient.ConnectAsync(controlPath, cancellationToken);
        (Socket input, Socket remoteInput) = NativeSockets.CreatePair();
        (Socket output, Socket remoteOutput) = NativeSockets.CreatePair();
        (Socket error, Socket remoteError) = NativeSockets.CreatePair();
        try
        {
            await client.SendAsync(Describe(command), cancellationToken);
            client.Pass(remoteInput);
            client.Pass(remoteOutput);
            client.Pass(remoteError);
            MuxMessage answer = await client.ReceiveAsync(cancellationToken);
            _ = answer.ReadNumber();
            return answer.Kind == MuxKind.SessionOpened
                ? new RemoteSession(client, input, output, error)
                : throw new SessionRefusedException(Printable.Escape(answer.ReadText()));
        }
        catch
        {
            client.Dispose();
            input.Dispose();
            output.Dispose();
            error.Dispose();
            throw;
        }
        finally
        {
            // The master has copies of its own; ours would keep the streams open beyond its end.
            remoteInput.Dispose();
            remoteOutput.Dispose();
            remoteError.Dispose();
        }
    }

    /// <summary>Ends the session; what runs in it loses its streams.</summary>
    public void Dispose()
    {
        Input.Dispose();
        Output.Dispose();
        Error.Dispose();
        _client.Dispose();
    }

    // PROTOCOL.mux: request, reserved text, terminal, X11, agent and subsystem wanted, escape character, kind of terminal, command.
    private static MuxMessage Describe(string command) => new MuxMessage(MuxKind.NewSession)
        .Add(1).Add("").Add(0).Add(0).Add(0).Add(0).Add(uint.MaxValue).Add("").Add(command);

    private async Task<int?> ReadExitAsync()
    {
        try
        {
            while (true)
            {
                MuxMessage message = await _client.ReceiveAsync(CancellationToken.None);
                if (message.Kind == MuxKind.ExitMessage)
                {
                    _ = message.ReadNumber();
                    return (int)message.ReadNumber();
                }
            }
        }
        catch (Exception lost) when (lost is IOException or InvalidDataException or SocketException or ObjectDisposedException)
        {
            return null;
        }
    }
}

/// <summary>The server opens no further session over this connection, or the client refuses it.</summary>
internal sealed class SessionRefusedException(string found) : IOException(found);

/// <summary>What the base library has no call for: pairs of sockets. Linux on machines of 64 bits.</summary>
internal static partial class NativeSockets
{
    private const int UnixDomain = 1;
    private const int StreamCloseOnExec = 1 | 0x80000;

    /// <summary>Two sockets that are connected to each other.</summary>
    public static (Socket Own, Socket Other) CreatePair()
    {
        Span<int> pair = stackalloc int[2];
        if (CreatePair(UnixDomain, StreamCloseOnExec, 0, pair) != 0)
        {
            throw new SocketException(Marshal.GetLastPInvokeError());
        }

        return (Own(pair[0]), Own(pair[1]));
    }

    private static Socket Own(int descriptor) => new(new SafeSocketHandle(descriptor, ownsHandle: true));

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    private static partial int CreatePair(int domain, int type, int protocol, Span<int> pair);
}
