using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tests.Shared;

/// <summary>
/// Listens on a loopback address of this machine, and connects from a network namespace, which a client within this
/// process cannot reach otherwise.
/// </summary>
public partial class NamespaceRelay : IDisposable
{
    private const int NetworkNamespace = 0x40000000;

    private readonly string _namespace;
    private readonly IPEndPoint _target;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _sockets = [];

    /// <param name="host">Loopback address at which it listens.</param>
    /// <param name="space">File of the network namespace.</param>
    /// <param name="target">Address in the namespace.</param>
    public NamespaceRelay(string host, string space, IPEndPoint target)
    {
        (Host, _namespace, _target) = (host, space, target);
        _listener.Bind(new IPEndPoint(IPAddress.Parse(host), 0));
        _listener.Listen();
        _ = AcceptAsync();
    }

    public string Host { get; }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

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
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _listener.Dispose();
            Reset();
        }
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

    /// <summary>The thread stays in the namespace, and a socket stays where it was created.</summary>
    private void Connect(TaskCompletionSource<Socket> connected)
    {
        try
        {
            using SafeFileHandle space = File.OpenHandle(_namespace);
            if (Enter(space, NetworkNamespace) != 0)
            {
                throw new SocketException(Marshal.GetLastPInvokeError());
            }

            Socket far = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            far.Connect(_target);
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
            for (ReadOnlyMemory<byte> rest = bytes.AsMemory(0, count); !rest.IsEmpty; )
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
