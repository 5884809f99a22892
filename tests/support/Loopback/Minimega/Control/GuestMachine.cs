using System.Collections.Concurrent;

namespace Loopback.Minimega.Control;

/// <summary>
/// A guest that runs programs of this machine, one after the other as minimega's agent does. Its first process keeps namespaces for processes and
/// mounts, with a <c>/tmp</c> of its own; when that process ends, so does everything in there. It ends with its input, thus with this program.
/// </summary>
internal sealed class GuestMachine(string folder, PlumbPipes pipes, string space) : IDisposable
{
    private const string Folders = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private readonly ConcurrentQueue<(CcCommand Command, ProgramResult Result)> _answers = new();
    private readonly Lock _gate = new();
    private Task _work = Task.CompletedTask;
    private Process? _first;
    private bool _isDisposed;

    /// <summary>Runs the command when those before it have ended.</summary>
    public void Begin(CcCommand command) => _work = WorkAsync(_work, command);

    /// <summary>The next answer; null when there is none yet.</summary>
    public (CcCommand Command, ProgramResult Result)? TakeAnswer() => _answers.TryDequeue(out (CcCommand, ProgramResult) answer) ? answer : null;

    /// <summary>Ends the guest.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _first?.Kill();
            _first?.WaitForExit();
            _first?.Dispose();
            _first = null;
        }
    }

    private async Task WorkAsync(Task before, CcCommand command)
    {
        await before;
        await Task.Yield();
        try
        {
            string[] streams = [.. command.Words.TakeWhile(word => word.StartsWith("stdin=", StringComparison.Ordinal) || word.StartsWith("stdout=", StringComparison.Ordinal))];
            string[] words = [.. command.Words.Skip(streams.Length)];
            ProgramResult result = streams.Length > 0 && command.Background ? await PlumbAsync(streams, words) : await RunAsync(words);
            _answers.Enqueue((command, command.Background ? new("") : result));
        }
        catch (Exception gone) when (gone is InvalidOperationException or IOException or ObjectDisposedException)
        {
            // The guest was ended; nobody waits for the answer.
        }
    }

    private async Task<ProgramResult> RunAsync(string[] words)
    {
        if (Find(words[0]) is not { } program)
        {
            // Recorded: 07-cc.
            return new("", $"exec: \"/tmp/miniccc/files/{words[0]}\": stat /tmp/miniccc/files/{words[0]}: no such file or directory", 1);
        }

        using Process process = await EnterAsync(program, words);
        process.StandardInput.Close();
        Task<string> problem = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new(output, await problem, process.ExitCode);
    }

    /// <summary>Starts a program whose streams are pipes of the server, and leaves it running.</summary>
    private async Task<ProgramResult> PlumbAsync(string[] streams, string[] words)
    {
        if (Find(words[0]) is { } program)
        {
            Process process = await EnterAsync(program, words);
            PlumbedProgram plumbed = new(process, pipes, NameOf(streams, "stdout="));
            plumbed.Start(NameOf(streams, "stdin="));
        }

        return new("");
    }

    private string NameOf(string[] streams, string key) =>
        streams.FirstOrDefault(word => word.StartsWith(key, StringComparison.Ordinal)) is { } word ? $"{space}//{word[key.Length..]}" : "";

    private async Task<Process> EnterAsync(string program, string[] words)
    {
        int first = await StartAsync();
        ProcessStartInfo start = new("nsenter", ["--target", $"{first}", "--mount", $"--pid=/proc/{first}/ns/pid_for_children", "--", program, .. words[1..]])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    private static string? Find(string name) => name.Contains('/', StringComparison.Ordinal)
        ? File.Exists(name) ? name : null
        : Folders.Split(':').Select(place => Path.Combine(place, name)).FirstOrDefault(File.Exists);

    /// <summary>The number of the process that keeps the namespaces.</summary>
    private async Task<int> StartAsync()
    {
        Process first;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_first is not null)
            {
                return _first.Id;
            }

            Directory.CreateDirectory(folder);
            ProcessStartInfo start = new("unshare", ["--mount", "--pid", "--fork", "--kill-child=KILL", "--mount-proc", "/bin/sh", "-c", "mount --bind \"$1\" /tmp && echo ready && exec cat >/dev/null", "sh", folder])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            };
            _first = first = Process.Start(start)!;
        }

        return await first.StandardOutput.ReadLineAsync() == "ready" ? first.Id : throw new IOException("the guest did not come up");
    }
}

/// <summary>A program of a guest whose input and output are pipes of the server.</summary>
/// <param name="output">Name of the pipe that takes its lines.</param>
internal sealed class PlumbedProgram(Process process, PlumbPipes pipes, string output) : IPlumber
{
    // bufio.MaxScanTokenSize of Go: minimega's agent reads no further behind a longer line.
    private const int MaxLineBytes = 64 * 1024;

    private IDisposable? _membership;

    public bool IsWriter => false;

    /// <summary>Connects the streams; the program ends with its input, or with its guest.</summary>
    /// <param name="input">Name of the pipe that it reads.</param>
    public void Start(string input)
    {
        _membership = pipes.Join(input, this);
        _ = PumpAsync();
        _ = process.StandardError.ReadToEndAsync();
    }

    public async Task TakeAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(text.EndsWith('\n') ? text : text + "\n"), cancellationToken);
            await process.StandardInput.BaseStream.FlushAsync(cancellationToken);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It has ended.
        }
    }

    public void End()
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It has ended.
        }
    }

    private async Task PumpAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line && Encoding.UTF8.GetByteCount(line) < MaxLineBytes)
        {
            await pipes.WriteAsync(output, line + "\n", CancellationToken.None);
        }

        await process.WaitForExitAsync();
        _membership?.Dispose();
        process.Dispose();
    }
}
