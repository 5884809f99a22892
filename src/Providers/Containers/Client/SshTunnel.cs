using System.ComponentModel;
using System.Diagnostics;

namespace Scalewright.Providers.Containers.Client;

/// <summary>OpenSSH client that forwards a Unix socket of this machine to one of another machine.</summary>
/// <remarks>
/// The remote command ends with its input, so the client also ends when this program is killed. A shell of this machine
/// then removes the folder of the socket.
/// </remarks>
internal sealed class SshTunnel : IDisposable
{
    private const string Ready = "ready";
    private const int MaxErrorLines = 5;

    // Keyboard interrupts are sent to all programs of a terminal, but this program still removes nodes after them.
    private const string Wrapper = "trap '' HUP INT; folder=$1; shift; \"$@\"; code=$?; rm -rf -- \"$folder\"; exit $code";

    private readonly Process _process;
    private readonly Queue<string> _errors = new();
    private readonly string _folder;
    private readonly Task _errorEnd;
    private bool _isReady;

    private SshTunnel(Process process, string folder)
    {
        (_process, _folder) = (process, folder);
        _errorEnd = CollectErrorsAsync();
    }

    /// <summary>True after a login, until the client ends.</summary>
    public bool IsOpen => _isReady && !_process.HasExited;

    /// <summary>Logs in.</summary>
    /// <param name="program">Path of the client, or its name in <c>PATH</c>.</param>
    /// <param name="arguments">Arguments of the client, up to the host.</param>
    /// <param name="target">Path of the socket on the other machine.</param>
    /// <param name="cancellationToken">Cancels the login.</param>
    /// <returns>The tunnel; it is not open if the login failed.</returns>
    /// <exception cref="IOException">The programs cannot be started.</exception>
    public static async Task<SshTunnel> OpenAsync(
        string program,
        IEnumerable<string> arguments,
        string target,
        CancellationToken cancellationToken
    )
    {
        string folder = Directory.CreateTempSubdirectory("scalewright-engine-").FullName;
        ProcessStartInfo start = new(
            "/bin/sh",
            [
                "-c",
                Wrapper,
                "scalewright-ssh",
                folder,
                program,
                "-L",
                $"{GetSocket(folder)}:{target}",
                .. arguments,
                $"echo {Ready} && exec cat",
            ]
        )
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        SshTunnel tunnel;
        try
        {
            tunnel = new SshTunnel(Process.Start(start)!, folder);
        }
        catch (Win32Exception exception)
        {
            Directory.Delete(folder);
            throw new IOException($"/bin/sh: {exception.Message}", exception);
        }

        try
        {
            await tunnel.WaitUntilReadyAsync(cancellationToken);
            return tunnel;
        }
        catch (Exception)
        {
            tunnel.Dispose();
            throw;
        }
    }

    /// <summary>Opens a connection, which ends at once if the other machine cannot open its socket.</summary>
    /// <exception cref="SocketException">The tunnel has ended.</exception>
    public async Task<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(GetSocket(_folder)), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception)
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Ends the client, and returns its final error output as one line.</summary>
    public async Task<string> CloseAsync(CancellationToken cancellationToken)
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(cancellationToken);
        await _errorEnd;
        return string.Join("; ", _errors);
    }

    public void Dispose()
    {
        if (!_isReady)
        {
            // A client that has not logged in does not read its input.
            _process.Kill(entireProcessTree: true);
            if (Directory.Exists(_folder))
            {
                Directory.Delete(_folder, recursive: true);
            }
        }

        _process.StandardInput.Dispose();
        _process.Dispose();
    }

    private static string GetSocket(string folder) => Path.Combine(folder, "engine");

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        // Login scripts may print lines before.
        string? line;
        do
        {
            line = await _process.StandardOutput.ReadLineAsync(cancellationToken);
        } while (line is not (null or Ready));

        _isReady = line is not null;
    }

    private async Task CollectErrorsAsync()
    {
        try
        {
            while (await _process.StandardError.ReadLineAsync() is { } line)
            {
                _errors.Enqueue(line.Trim());
                if (_errors.Count > MaxErrorLines)
                {
                    _errors.Dequeue();
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The tunnel is disposed.
        }
    }
}
