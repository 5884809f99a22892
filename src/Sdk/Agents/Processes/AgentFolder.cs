using Microsoft.Win32.SafeHandles;

namespace Scalewright.Agents.Processes;

/// <summary>Private folder of an agent on its machine, with its socket, locks and log.</summary>
internal sealed class AgentFolder(string path)
{
    private const int MaxLogBytes = 64 * 1024;
    private const int MaxLines = 100;
    private const int MaxLine = 1000;

    // Linux: sun_path has 108 bytes, the last one zero.
    private const int MaxAddressBytes = 107;

    private SafeFileHandle? _held;

    public string Path => path;

    public string Socket => System.IO.Path.Combine(path, "agent");

    public string Log => System.IO.Path.Combine(path, "agent.log");

    /// <summary>Lock file of the running agent, so that at most one agent runs.</summary>
    public string Lock => System.IO.Path.Combine(path, "agent.lock");

    /// <summary>Lock file of the process that starts the agent, so that only one process starts it at a time.</summary>
    public string StartLock => System.IO.Path.Combine(path, "agent.start");

    /// <summary>True if an agent was started in this folder and its exit has not been reported.</summary>
    public bool IsExitUnreported => File.Exists(Log) && !File.Exists(ExitReportedPath);

    // This file exists from the report of an agent's exit until the next agent listens.
    private string ExitReportedPath => System.IO.Path.Combine(path, "agent.ended");

    public void MarkExitReported()
    {
        try
        {
            File.WriteAllText(ExitReportedPath, "");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // If the folder was deleted, the next agent uses a new one.
        }
    }

    public void ClearExitReported()
    {
        try
        {
            File.Delete(ExitReportedPath);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // If the folder was deleted, the next agent uses a new one.
        }
    }

    /// <summary>Returns the last lines of the log, newest last; empty without a log.</summary>
    public string[] ReadLogEnd()
    {
        try
        {
            using FileStream log = new(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            long start = Math.Max(0, log.Length - MaxLogBytes);
            log.Position = start;
            byte[] bytes = new byte[MaxLogBytes];
            string[] lines = Encoding
                .UTF8.GetString(bytes, 0, log.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false))
                .TrimEnd('\n')
                .Split('\n');
            // The first line may be incomplete.
            return
            [
                .. lines
                    .Skip(start > 0 ? 1 : 0)
                    .Where(line => line.Length > 0)
                    .TakeLast(MaxLines)
                    .Select(line => line[..Math.Min(line.Length, MaxLine)]),
            ];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The log only supplements the report of a failure.
            return [];
        }
    }

    /// <summary>Address of the socket. A path that is too long starts with the folder's open descriptor
    /// instead.</summary>
    public UnixDomainSocketEndPoint Address
    {
        get
        {
            if (Encoding.UTF8.GetByteCount(Socket) <= MaxAddressBytes)
            {
                return new UnixDomainSocketEndPoint(Socket);
            }

            _held ??= ProcessInterop.Open(path, ProcessInterop.Directory | ProcessInterop.CloseOnExec, 0);
            return _held.IsInvalid
                ? throw new IOException($"the folder '{TextEscaping.Escape(path)}' cannot be opened")
                : new UnixDomainSocketEndPoint(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"/proc/self/fd/{_held.DangerousGetHandle()}/{System.IO.Path.GetFileName(Socket)}"
                    )
                );
        }
    }

    public async Task<Socket?> ConnectAsync(CancellationToken cancellationToken)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(Address, cancellationToken);
            return socket;
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            socket.Dispose();
            return null;
        }
    }
}
