using System.Collections.Concurrent;

namespace Loopback.Minimega.Control;

/// <summary>
/// Runs programs one after the other, as the agent of minimega does. Its first process holds namespaces for processes
/// and mounts with their own <c>/tmp</c>, and exits when its input closes, thus with this program.
/// </summary>
internal sealed class GuestMachine(string folder, PlumbPipes pipes, string space) : IDisposable
{
    private const string Folders = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private readonly ConcurrentQueue<(CcCommand Command, ProgramResult Result)> _answers = new();
    private readonly Lock _gate = new();
    private Task _work = Task.CompletedTask;
    private Process? _first;
    private bool _isDisposed;

    public void Begin(CcCommand command) => _work = WorkAsync(_work, command);

    public (CcCommand Command, ProgramResult Result)? TakeAnswer() =>
        _answers.TryDequeue(out (CcCommand, ProgramResult) answer) ? answer : null;

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
            string[] streams =
            [
                .. command.Words.TakeWhile(word =>
                    word.StartsWith("stdin=", StringComparison.Ordinal) || word.StartsWith("stdout=", StringComparison.Ordinal)
                ),
            ];
            string[] words = [.. command.Words.Skip(streams.Length)];
            ProgramResult result = streams.Length > 0 && command.Background ? await PlumbAsync(streams, words) : await RunAsync(words);
            _answers.Enqueue((command, command.Background ? new("") : result));
        }
        catch (Exception gone) when (gone is InvalidOperationException or IOException or ObjectDisposedException)
        {
            // The guest was stopped; no caller waits for the response.
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
        ProcessStartInfo start = new(
            "nsenter",
            ["--target", $"{first}", "--mount", $"--pid=/proc/{first}/ns/pid_for_children", "--", program, .. words[1..]]
        )
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    private static string? Find(string name) =>
        name.Contains('/', StringComparison.Ordinal)
            ? File.Exists(name)
                ? name
                : null
            : Folders.Split(':').Select(place => Path.Combine(place, name)).FirstOrDefault(File.Exists);

    /// <returns>The number of the process that holds the namespaces.</returns>
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
            ProcessStartInfo start = new(
                "unshare",
                [
                    "--mount",
                    "--pid",
                    "--fork",
                    "--kill-child=KILL",
                    "--mount-proc",
                    "/bin/sh",
                    "-c",
                    "mount --bind \"$1\" /tmp && echo ready && exec cat >/dev/null",
                    "sh",
                    folder,
                ]
            )
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

internal sealed class PlumbedProgram(Process process, PlumbPipes pipes, string output) : IPlumber
{
    // bufio.MaxScanTokenSize of Go: the agent of minimega stops reading after a longer line.
    private const int MaxLineBytes = 64 * 1024;

    private IDisposable? _membership;

    public bool IsWriter => false;

    /// <summary>The program exits with its input or with its guest.</summary>
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
            await process.StandardInput.BaseStream.WriteAsync(
                Encoding.UTF8.GetBytes(text.EndsWith('\n') ? text : text + "\n"),
                cancellationToken
            );
            await process.StandardInput.BaseStream.FlushAsync(cancellationToken);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The program has exited.
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
            // The program has exited.
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
