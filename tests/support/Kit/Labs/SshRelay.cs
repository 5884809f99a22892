using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tests.Shared;

/// <summary>
/// Listens on a loopback address of this machine, and connects from the hub of a lab to one of its machines, which a
/// client within this process cannot reach otherwise.
/// </summary>
public sealed partial class SshRelay : IDisposable
{
    private const int NetworkNamespace = 0x40000000;
    private const int SshPort = 22;

    private readonly SshLab _lab;
    private readonly int _number;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _sockets = [];

    public SshRelay(SshLab lab, int number)
    {
        (_lab, _number) = (lab, number);
        _listener.Bind(new IPEndPoint(IPAddress.Parse(Host), 0));
        _listener.Listen();
        _ = AcceptAsync();
    }

    public string Host => string.Create(CultureInfo.InvariantCulture, $"127.0.1.{_number}");

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public NodeAddress Address => new(Host) { User = "root", Port = Port };

    /// <summary>Key of the machine, as in a known hosts file.</summary>
    public string Key => string.Join(' ', File.ReadAllText(_lab.At(_number.ToString(CultureInfo.InvariantCulture), "host_key.pub")).Split(' ')[..2]);

    /// <summary>Resets all connections.</summary>
    public void Reset()
    {
        lock (_sockets)
        {
            foreach (Socket socket in _sockets)
            {
                socket.Close(0);
            }

            _sockets.Clear();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        Reset();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket near = await _listener.AcceptAsync();
                _ = RelayAsync(near);
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The relay is disposed.
        }
    }

    private async Task RelayAsync(Socket near)
    {
        TaskCompletionSource<Socket> connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => Connect(connected)).Start();
        try
        {
            Socket far = await connected.Task;
            lock (_sockets)
            {
                _sockets.AddRange([near, far]);
            }

            await Task.WhenAll(CopyAsync(near, far), CopyAsync(far, near));
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // One side ended the connection.
        }

        near.Dispose();
    }

    /// <summary>The thread stays in the hub's namespace, and a socket stays where it was created.</summary>
    private void Connect(TaskCompletionSource<Socket> connected)
    {
        try
        {
            using SafeFileHandle space = File.OpenHandle($"/run/netns/{_lab.Hub}");
            if (Enter(space, NetworkNamespace) != 0)
            {
                throw new SocketException(Marshal.GetLastPInvokeError());
            }

            Socket far = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            far.Connect(SshLab.HostOf(_number), SshPort);
            connected.SetResult(far);
        }
        catch (Exception failure)
        {
            connected.SetException(failure);
        }
    }

    private static async Task CopyAsync(Socket from, Socket to)
    {
        byte[] bytes = new byte[64 * 1024];
        int count;
        while ((count = await from.ReceiveAsync(bytes)) > 0)
        {
            for (ReadOnlyMemory<byte> rest = bytes.AsMemory(0, count); !rest.IsEmpty;)
            {
                rest = rest[await to.SendAsync(rest)..];
            }
        }

        to.Shutdown(SocketShutdown.Send);
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Enter(SafeFileHandle descriptor, int kind);
}
