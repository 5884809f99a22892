using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Scalewright.Providers.Ssh.Carriers.OpenSsh;

/// <summary>Session over the connection of an SSH client, to which this process passes three sockets.</summary>
[SupportedOSPlatform("linux")]
internal sealed class MuxSession : IRemoteSession
{
    private readonly MuxClient _client;
    private readonly Socket _input;
    private readonly Socket _output;
    private readonly Socket _error;

    private MuxSession(MuxClient client, Socket input, Socket output, Socket error)
    {
        (_client, _input, _output, _error) = (client, input, output, error);
        Exit = ReadExitAsync();
    }

    /// <inheritdoc/>
    public Task<int?> Exit { get; }

    /// <summary>Starts a command.</summary>
    /// <exception cref="SessionRefusedException">The server refuses another session.</exception>
    /// <exception cref="IOException">The master is gone.</exception>
    /// <exception cref="SocketException">The master is gone.</exception>
    public static async Task<IRemoteSession> OpenAsync(string controlPath, string command, CancellationToken cancellationToken)
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
                ? new MuxSession(client, input, output, error)
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

    public async ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            return await _input.SendAsync(bytes, cancellationToken);
        }
        catch (SocketException exception)
        {
            throw new LinkDownException(ExceptionText.From(exception));
        }
    }

    public ValueTask<int> ReceiveOutputAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        ReceiveAsync(_output, buffer, cancellationToken);

    public ValueTask<int> ReceiveErrorAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        ReceiveAsync(_error, buffer, cancellationToken);

    public void EndInput()
    {
        try
        {
            _input.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException exception)
        {
            throw new LinkDownException(ExceptionText.From(exception));
        }
    }

    /// <summary>Ends the session and closes the streams of its command.</summary>
    public void Dispose()
    {
        _input.Dispose();
        _output.Dispose();
        _error.Dispose();
        _client.Dispose();
    }

    // PROTOCOL.mux: request, reserved string, flags for terminal, X11, agent and subsystem, escape character, terminal
    // type, command.
    private static MuxMessage Describe(string command) =>
        new MuxMessage(MuxKind.NewSession).Add(1).Add("").Add(0).Add(0).Add(0).Add(0).Add(uint.MaxValue).Add("").Add(command);

    private static async ValueTask<int> ReceiveAsync(Socket socket, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await socket.ReceiveAsync(buffer, cancellationToken);
        }
        catch (SocketException exception)
        {
            throw new LinkDownException(ExceptionText.From(exception));
        }
    }

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
        catch (Exception exception) when (exception is IOException or InvalidDataException or SocketException or ObjectDisposedException)
        {
            // The connection broke before the exit code arrived, so that it is unknown.
            return null;
        }
    }
}

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
