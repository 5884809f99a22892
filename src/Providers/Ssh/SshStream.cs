using System.Net.Sockets;
using System.Text;
using Scalewright.Agents;
using Scalewright.Providers.Ssh.Masters;
using Scalewright.Providers.Ssh.Shell;

namespace Scalewright.Providers.Ssh;

/// <summary>The standard input and output of a program of a machine.</summary>
internal sealed class SshStream : TwoWayStream
{
    private const int ErrorBytesMax = 16 * 1024;

    // A first line holds the program, so that no word of it is an argument of this machine's or of the login shell.
    private const string Loader = "exec sh -c 'IFS= read -r l;eval \"$(printf %b \"$l\")\"'";

    private readonly SlotSession _slot;
    private readonly Lock _gate = new();
    private readonly MemoryStream _error = new();

    private SshStream(SlotSession slot)
    {
        _slot = slot;
        ErrorRead = ReadErrorAsync();
    }

    /// <summary>The program's exit code; null when the connection broke.</summary>
    public Task<int?> Exit => _slot.Session.Exit;

    /// <summary>Whether it ended with another code than 0.</summary>
    public bool HasRefused => Exit is { IsCompletedSuccessfully: true, Result: > 0 };

    /// <summary>Done when the program has closed its standard error.</summary>
    public Task ErrorRead { get; }

    /// <summary>The begin of what it wrote there.</summary>
    public string Error
    {
        get
        {
            lock (_gate)
            {
                return Encoding.UTF8.GetString(_error.GetBuffer(), 0, (int)_error.Length);
            }
        }
    }

    /// <summary>Starts a program.</summary>
    /// <param name="link">The machine.</param>
    /// <param name="script">Its line for a POSIX shell; <see cref="SudoScript.Prefix"/> in it makes it root's.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="LoginException">The machine cannot be logged in to.</exception>
    /// <exception cref="LinkDownException">The connection broke.</exception>
    public static async Task<SshStream> StartAsync(SshLink link, string script, CancellationToken cancellationToken)
    {
        SshStream stream = new(await link.OpenAsync(Loader, cancellationToken));
        try
        {
            SshSudo? sudo = link.Options.Sudo;
            string line = (SudoScript.Prepare(sudo) + script).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\n" + SudoScript.FirstLine(sudo)), cancellationToken);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a program for a caller of the transport.</summary>
    public static Task<Stream> OpenAsync(SshLink link, string words, CancellationToken cancellationToken) => SshFaults.CallAsync<Stream>(
        link.Address.Host,
        hasEffect: true,
        async () => await StartAsync(link, $"exec {SudoScript.Prefix(link.Options.Sudo)}{words}", cancellationToken));

    /// <summary>Tells the program that nothing more comes.</summary>
    public void EndInput() => _slot.Session.Input.Shutdown(SocketShutdown.Send);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _slot.Session.Output.ReceiveAsync(buffer, cancellationToken);
        }
        catch (SocketException broken)
        {
            throw new LinkDownException(FaultText.Of(broken));
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            while (!buffer.IsEmpty)
            {
                buffer = buffer[await _slot.Session.Input.SendAsync(buffer, cancellationToken)..];
            }
        }
        catch (SocketException broken)
        {
            throw new LinkDownException(FaultText.Of(broken));
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _slot.Dispose();
            _error.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task ReadErrorAsync()
    {
        byte[] bytes = new byte[4096];
        try
        {
            int count;
            while ((count = await _slot.Session.Error.ReceiveAsync(bytes)) > 0)
            {
                lock (_gate)
                {
                    _error.Write(bytes.AsSpan(0, (int)Math.Min(count, ErrorBytesMax - _error.Length)));
                }
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // What came so far is all there is.
        }
    }
}
