using System.Runtime.InteropServices;

namespace Scalewright.Providers.Ssh.Mux;

/// <summary>A remote command with its three streams, in its own session over a shared connection.</summary>
internal sealed class RemoteSession : IDisposable
{
    private readonly MuxClient _client;

    private RemoteSession(MuxClient client, Socket input, Socket output, Socket error)
    {
        (_client, Input, Output, Error) = (client, input, output, error);
        Exit = ReadExitAsync();
    }

    /// <summary>Standard input of the command.</summary>
    public Socket Input { get; }

    /// <summary>Standard output of the command.</summary>
    public Socket Output { get; }

    /// <summary>Standard error of the command.</summary>
    public Socket Error { get; }

    /// <summary>Exit code; null if the connection broke before it arrived.</summary>
    public Task<int?> Exit { get; }

    /// <summary>Starts a command.</summary>
    /// <exception cref="SessionRefusedException">The server refuses another session.</exception>
    /// <exception cref="IOException">The master is gone.</exception>
    /// <exception cref="SocketException">The master is gone.</exception>
    public static async Task<RemoteSession> OpenAsync(
        string controlPath, string command, CancellationToken cancellationToken)
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
                : throw new SessionRefusedException(TextEscaping.Escape(answer.ReadText()));
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
            // The master has its own copies. Copies in this process would keep the streams open after the master has
            // exited.
            remoteInput.Dispose();
            remoteOutput.Dispose();
            remoteError.Dispose();
        }
    }

    /// <summary>Ends the session and closes the streams of its command.</summary>
    public void Dispose()
    {
        Input.Dispose();
        Output.Dispose();
        Error.Dispose();
        _client.Dispose();
    }

    // PROTOCOL.mux: request, reserved string, flags for terminal, X11, agent and subsystem, escape character, terminal
    // type, command.
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
        catch (Exception lost) when (lost is IOException or InvalidDataException or SocketException
            or ObjectDisposedException)
        {
            return null;
        }
    }
}

/// <summary>The server or the client refuses another session over this connection.</summary>
internal sealed class SessionRefusedException(string found) : IOException(found);

/// <summary>Creates socket pairs, which the base class library does not support. Linux on 64-bit machines.</summary>
internal static partial class NativeSockets
{
    private const int UnixDomain = 1;
    private const int StreamCloseOnExec = 1 | 0x80000;

    /// <summary>Creates two connected sockets.</summary>
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
