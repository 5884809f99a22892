using System.Buffers.Binary;
using Scalewright.Agents.Processes;

namespace Scalewright.Providers.Ssh.Carriers.OpenSsh;

/// <summary>Control connection to the SSH client that holds a connection. No other client is started.</summary>
internal sealed class MuxClient : IDisposable
{
    private const uint Version = 4;
    private const int MaxMessageBytes = 256 * 1024;

    private readonly Socket _socket;

    private MuxClient(Socket socket) => _socket = socket;

    /// <exception cref="SocketException">No process listens on the path.</exception>
    /// <exception cref="IOException">The listener closed the connection.</exception>
    /// <exception cref="InvalidDataException">The listener uses another protocol.</exception>
    public static async Task<MuxClient> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        MuxClient client = new(socket);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            await client.SendAsync(new MuxMessage(MuxKind.Hello).Add(Version), cancellationToken);
            MuxMessage hello = await client.ReceiveAsync(cancellationToken);
            return hello.Kind == MuxKind.Hello && hello.ReadNumber() == Version
                ? client
                : throw new InvalidDataException($"the SSH master speaks another protocol than version {Version}");
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public async Task SendAsync(MuxMessage message, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> rest = message.ToArray();
        while (!rest.IsEmpty)
        {
            rest = rest[await _socket.SendAsync(rest, cancellationToken)..];
        }
    }

    /// <summary>Passes a copy of a socket to the master: the next socket announced by the last message.</summary>
    public void Pass(Socket socket) => DescriptorPassing.Send(_socket, (int)socket.Handle);

    /// <exception cref="EndOfStreamException">The master closed the connection.</exception>
    public async Task<MuxMessage> ReceiveAsync(CancellationToken cancellationToken)
    {
        uint length = BinaryPrimitives.ReadUInt32BigEndian(await ReceiveAsync(sizeof(uint), cancellationToken));
        return length <= MaxMessageBytes
            ? MuxMessage.Parse(await ReceiveAsync((int)length, cancellationToken))
            : throw new InvalidDataException($"the SSH master announces a message of {length} bytes");
    }

    public void Dispose() => _socket.Dispose();

    private async Task<byte[]> ReceiveAsync(int count, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[count];
        int at = 0;
        while (at < count)
        {
            int read = await _socket.ReceiveAsync(bytes.AsMemory(at), cancellationToken);
            at += read > 0 ? read : throw new EndOfStreamException("the SSH master has ended the conversation");
        }

        return bytes;
    }
}
