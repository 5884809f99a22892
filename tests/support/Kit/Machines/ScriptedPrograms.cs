namespace Tests.Shared;

/// <summary>In-memory programs that behave as their names say.</summary>
public sealed class ScriptedPrograms(TimeProvider clock) : INodeProcesses
{
    private readonly Lock _gate = new();
    private readonly List<string> _started = [];
    private readonly List<string> _killed = [];
    private readonly TaskCompletionSource<string> _firstKill = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string[] Started
    {
        get
        {
            lock (_gate)
            {
                return [.. _started];
            }
        }
    }

    public string[] Killed
    {
        get
        {
            lock (_gate)
            {
                return [.. _killed];
            }
        }
    }

    public Task<string> FirstKill => _firstKill.Task;

    public async Task<int> RunAsync(CommandRequest request, ProcessOutput output, CancellationToken cancellationToken)
    {
        string line = string.Join(' ', request.Command);
        Note(_started, line);
        switch (request.Command[0])
        {
            case "echo":
                output.WriteOutput(Encoding.UTF8.GetBytes(string.Join(' ', request.Command.Skip(1)) + "\n"));
                return 0;
            case "cat":
                output.WriteOutput(Encoding.UTF8.GetBytes(request.Input));
                return 0;
            case "where":
                output.WriteOutput(Encoding.UTF8.GetBytes($"{request.WorkingDirectory} {request.Environment}"));
                output.WriteError("told\n"u8);
                return 3;
            case "sleep":
                output.WriteOutput("sleeping\n"u8);
                return await SleepAsync(
                    line,
                    TimeSpan.FromSeconds(double.Parse(request.Command[1], CultureInfo.InvariantCulture)),
                    cancellationToken
                );
            case "count":
                return await CountAsync(output, int.Parse(request.Command[1], CultureInfo.InvariantCulture), cancellationToken);
            case "flood":
                Flood(output, long.Parse(request.Command[1], CultureInfo.InvariantCulture));
                return 0;
            case "crash":
                throw new InvalidOperationException("a bug");
            default:
                throw new IOException($"There is no program '{request.Command[0]}'.");
        }
    }

    private async Task<int> CountAsync(ProcessOutput output, int count, CancellationToken cancellationToken)
    {
        for (int number = 1; number <= count; number++)
        {
            output.WriteOutput(Encoding.UTF8.GetBytes($"{number}\n"));
            output.WriteError(Encoding.UTF8.GetBytes($"-{number}\n"));
            await Task.Delay(TimeSpan.FromSeconds(1), clock, cancellationToken);
        }

        return 0;
    }

    private static void Flood(ProcessOutput output, long count)
    {
        byte[] piece = new byte[10_007];
        for (long written = 0; written < count; written += piece.Length)
        {
            for (int i = 0; i < piece.Length; i++)
            {
                piece[i] = (byte)('a' + ((written + i) % 26));
            }

            output.WriteOutput(piece.AsSpan(0, (int)Math.Min(piece.Length, count - written)));
        }
    }

    private async Task<int> SleepAsync(string line, TimeSpan time, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(time, clock, cancellationToken);
            return 0;
        }
        catch (OperationCanceledException)
        {
            Note(_killed, line);
            _firstKill.TrySetResult(line);
            throw;
        }
    }

    private void Note(List<string> list, string line)
    {
        lock (_gate)
        {
            list.Add(line);
        }
    }
}
