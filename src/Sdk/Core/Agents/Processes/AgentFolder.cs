using Microsoft.Win32.SafeHandles;
using Scalewright.Journals;

namespace Scalewright.Agents.Processes;

/// <summary>The private folder of an agent on its machine: its socket, its number and what it wrote last.</summary>
internal sealed class AgentFolder(string path)
{
    private const int LogBytesMax = 64 * 1024;
    private const int LinesMax = 100;
    private const int LineMax = 1000;

    // sun_path of Linux: 108 bytes, the last one zero.
    private const int AddressBytesMax = 107;

    private SafeFileHandle? _held;

    public string Path => path;

    public string Socket => System.IO.Path.Combine(path, "agent");

    public string Log => System.IO.Path.Combine(path, "agent.log");

    /// <summary>Held by the agent that runs: there is one at most.</summary>
    public string Lock => System.IO.Path.Combine(path, "agent.lock");

    /// <summary>Held by who starts the agent: they come one after the other.</summary>
    public string Turn => System.IO.Path.Combine(path, "agent.start");

    /// <summary>Whether an agent was started here whose end nobody has heard of, if it has ended.</summary>
    public bool IsEndUntold => File.Exists(Log) && !File.Exists(Told);

    // There from when the end of an agent was told to when the next one listens.
    private string Told => System.IO.Path.Combine(path, "agent.ended");

    /// <summary>Remembers that the agent's end was told.</summary>
    public void MarkTold()
    {
        try
        {
            File.WriteAllText(Told, "");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Where the folder is gone, the next agent has another one.
        }
    }

    /// <summary>Remembers that the end of the agent, or of the one that runs now, was told to nobody.</summary>
    public void ForgetTold()
    {
        try
        {
            File.Delete(Told);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // As for the mark itself.
        }
    }

    /// <summary>The last lines of the log, the last at the end; none when there is no log.</summary>
    public string[] ReadLogEnd()
    {
        try
        {
            using FileStream log = new(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            long start = Math.Max(0, log.Length - LogBytesMax);
            log.Position = start;
            byte[] bytes = new byte[LogBytesMax];
            string[] lines = Encoding.UTF8.GetString(bytes, 0, log.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)).TrimEnd('\n').Split('\n');
            // The first one may have lost its begin.
            return [.. lines.Skip(start > 0 ? 1 : 0).Where(line => line.Length > 0).TakeLast(LinesMax).Select(line => line[..Math.Min(line.Length, LineMax)])];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The socket as an address. Where its path is too long to be one, the folder is held open, and named by its number.</summary>
    /// <exception cref="IOException">The folder cannot be opened.</exception>
    public UnixDomainSocketEndPoint Address
    {
        get
        {
            if (Encoding.UTF8.GetByteCount(Socket) <= AddressBytesMax)
            {
                return new UnixDomainSocketEndPoint(Socket);
            }

            _held ??= LinuxCalls.Open(path, LinuxCalls.ReadOnly | LinuxCalls.Directory | LinuxCalls.CloseOnExec, 0);
            return _held.IsInvalid
                ? throw new IOException($"the folder '{Printable.Escape(path)}' cannot be opened")
                : new UnixDomainSocketEndPoint(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{_held.DangerousGetHandle()}/{System.IO.Path.GetFileName(Socket)}"));
        }
    }

    /// <summary>Connects to the agent.</summary>
    /// <returns>Null when none listens.</returns>
    public async Task<Socket?> ConnectAsync(CancellationToken cancellationToken)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(Address, cancellationToken);
            return socket;
        }
        catch (Exception missing) when (missing is SocketException or IOException)
        {
            socket.Dispose();
            return null;
        }
    }
}
