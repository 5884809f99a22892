using Scalewright.Providers.Ssh.Mux;

namespace Scalewright.Providers.Ssh.Forwarding;

/// <summary>One end of a way through a connection: a host and port, or the path of a socket.</summary>
internal sealed record ForwardEnd(string Host, uint Port)
{
    // OpenSSH, misc.h: the port that stands for the path of a socket.
    private const uint SocketPort = uint.MaxValue - 1;

    public static ForwardEnd Socket(string path) => new(path, SocketPort);

    public MuxMessage AddTo(MuxMessage message) => message.Add(Host).Add(Port);
}
