using Scalewright.Agents.Wire;
using Scalewright.Providers.Slurm.Allocations;

namespace Scalewright.Providers.Slurm.Steps;

/// <summary>
/// Runs programs in the allocation of a node, each as a concurrent step of its job. Each step has a unique key, so that
/// it can be found and ended even if the <c>srun</c> that started it has exited.
/// </summary>
internal sealed class StepRunner(
    string node,
    SlurmAllocation job,
    string address,
    SlurmClientOptions options,
    SlurmClient client,
    ILogger logger
)
{
    // Limit for the additional output of the step's shell and of Slurm.
    private const int MaxReportBytes = 8 * 1024;
    private const int KeyDigits = 16;

    private const string Piped = "\"$@\" | exec cat";

    // Environment variable of agents: the address at which other nodes reach their node.
    private const string AddressVariable = "SCALEWRIGHT_NODE_ADDRESS";

    // A step that is being created when its srun is ended may be listed only after a short time.
    private const int EmptyPolls = 2;
    private static readonly TimeSpan EndDeadline = TimeSpan.FromSeconds(30);

    // Variables that steps inherit from the machine on which commands run. Others, including secrets, are not passed.
    private static readonly string[] Passed = ["PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TZ"];

    // Slurm's messages for a job that accepts no steps, permanently or temporarily.
    private static readonly string[] JobEnded =
    [
        "Invalid job id",
        "already complet",
        "has expired",
        "Unable to confirm allocation",
        "Job/step already",
    ];
    private static readonly string[] Transient =
    [
        "pending execution",
        "Unable to contact",
        "Socket timed out",
        "Communication connection failure",
        "temporarily",
    ];

    public string Node => node;

    public string Boot => $"{job.Id}-{job.Start}";

    public TimeProvider Clock => options.Clock;

    public TimeSpan Deadline => options.CommandTimeout;

    /// <summary>Runs a command to completion.</summary>
    /// <exception cref="AgentException">The command was not started, or its outcome is unknown.</exception>
    public async Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        CommandRequest.Validate(request);
        string key = GenerateKey();
        string[] odd = [.. request.Environment.Keys.Where(name => !IsPlain(name))];
        string[] arguments =
            odd.Length > 0
                ? ["env", .. odd.Select(name => $"{name}={request.Environment[name]}"), .. request.Command]
                : [.. request.Command];
        CommandRequest step = request with
        {
            Command = SlurmCommand.Create(
                [
                    .. CreatePrefix(key, request.Environment.Keys.Where(IsPlain)),
                    "sh",
                    "-c",
                    StepScript.Run,
                    "sh",
                    key,
                    request.WorkingDirectory,
                    .. arguments,
                ],
                options.Environment.Keys.Concat(request.Environment.Keys.Where(IsPlain))
            ),
            WorkingDirectory = "",
            Environment = options
                .Environment.Concat(request.Environment.Where(entry => IsPlain(entry.Key)))
                .GroupBy(entry => entry.Key, StringComparer.Ordinal)
                .Select(entries => entries.Last())
                .ToValueMap(),
            MaxOutputBytes = (int)Math.Min(int.MaxValue, (long)request.MaxOutputBytes + MaxReportBytes),
            OnOutput = CreateListener(request, new StepErrors(key)),
            IsIdempotent = false,
        };
        return Read(await RunStepAsync(step, key, cancellationToken), request, key);
    }

    /// <summary>
    /// Starts a program and returns its standard input and output. The program ends when the stream is disposed.
    /// </summary>
    public async Task<Stream> OpenAsync(ValueList<string> arguments, CancellationToken cancellationToken)
    {
        string key = GenerateKey();
        // Output must not be buffered by line, because frames do not end with a line break. Unbuffered, Slurm provides
        // a terminal as output, but agents need a pipe.
        ValueList<string> step =
        [
            "env",
            .. options.Environment.Select(entry => $"{entry.Key}={entry.Value}"),
            .. CreatePrefix(key, []),
            "--unbuffered",
            "sh",
            "-c",
            Piped,
            "sh",
            .. arguments,
        ];
        return new StepStream(await options.OpenProgram(SlurmCommand.Create(step, []), cancellationToken), () =>
            EndAsync(key, isLinkLost: false)
        );
    }

    private static string GenerateKey() => $"sw-{RandomNumberGenerator.GetHexString(KeyDigits, lowercase: true)}";

    private static bool IsPlain(string name) =>
        !char.IsAsciiDigit(name[0]) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');

    private static bool ContainsAny(string message, string[] phrases) =>
        Array.Exists(phrases, word => message.Contains(word, StringComparison.OrdinalIgnoreCase));

    private ValueList<string> CreatePrefix(string key, IEnumerable<string> variables)
    {
        IEnumerable<string> exported = Passed
            .Concat(IPAddress.TryParse(address, out _) ? [$"{AddressVariable}={address}"] : [])
            .Concat(variables);
        return
        [
            "srun",
            $"--jobid={job.Id}",
            $"--job-name={key}",
            "--overlap",
            "--nodes=1",
            "--ntasks=1",
            "--quiet",
            "--chdir=/",
            "--mpi=none",
            $"--export={string.Join(',', exported)}",
        ];
    }

    private Action<CommandOutput>? CreateListener(CommandRequest request, StepErrors errors) =>
        request.OnOutput is not { } listener
            ? null
            : chunk =>
            {
                string text = chunk switch
                {
                    { IsError: true } => errors.Append(chunk.Text),
                    _ => chunk.Text,
                };
                if (text.Length > 0 || chunk.DroppedBytes > 0)
                {
                    listener(chunk with { Node = node, Text = text });
                }
            };

    private async Task<CommandResult> RunStepAsync(CommandRequest step, string key, CancellationToken cancellationToken)
    {
        bool isCompleted = false;
        bool isLinkLost = false;
        try
        {
            CommandResult result = await options.RunCommand(step, cancellationToken);
            isCompleted = !result.HasTimedOut;
            return result;
        }
        catch (IOException failure)
        {
            isCompleted = true;
            throw new AgentException(node, SlurmProblems.NoCommand("srun", failure.Message, failure).Problems[0], failure);
        }
        catch (AgentException failure)
        {
            isLinkLost = failure.Code == ProblemCode.ConnectionLost;
            throw new AgentException(node, failure.Problems[0], failure)
            {
                IsOutcomeUnknown = failure.IsOutcomeUnknown,
                IsTransient = failure.IsTransient,
            };
        }
        finally
        {
            if (!isCompleted)
            {
                await EndAsync(key, isLinkLost);
            }
        }
    }

    private CommandResult Read(CommandResult result, CommandRequest request, string key)
    {
        string message = TextEscaping.Escape(
            string.Join("; ", result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        );
        if (StepErrors.Split(result.GetErrorBytes(), key) is not var (error, words))
        {
            return result switch
            {
                { HasTimedOut: true } => Keep(result, request, result.ExitCode, []),
                { ExitCode: SlurmCommand.MissingCode } => throw new AgentException(
                    node,
                    SlurmProblems.NoCommand("srun", message).Problems[0]
                ),
                _ => throw new AgentException(
                    node,
                    ContainsAny(message, JobEnded) || ContainsAny(message, Transient)
                        ? SlurmProblems.StepLost($"its job {job.Id} accepts no step: {message}")
                        : SlurmProblems.StepFailed($"srun ended with {result.ExitCode}: {message}")
                )
                {
                    IsTransient = ContainsAny(message, Transient),
                },
            };
        }

        return words switch
        {
            [StepScript.Ended, var code] when int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out int exit) => Keep(
                result,
                request,
                exit,
                error
            ),
            [StepScript.NoFolder] => throw new AgentException(
                node,
                SlurmProblems.StepFailed($"there is no folder '{TextEscaping.Escape(request.WorkingDirectory)}' to start in")
            ),
            [StepScript.NoProgram] => throw new AgentException(
                node,
                SlurmProblems.StepFailed($"there is no program '{TextEscaping.Escape(request.Command[0])}' that may be started")
            ),
            _ when result.HasTimedOut => Keep(result, request, result.ExitCode, error),
            _ => throw new AgentException(
                node,
                SlurmProblems.StepLost($"the step ended with {result.ExitCode} and did not report how its program ended: {message}")
            )
            {
                IsOutcomeUnknown = true,
            },
        };
    }

    private CommandResult Keep(CommandResult result, CommandRequest request, int code, byte[] error)
    {
        HeadTailBuffer output = new(request.MaxOutputBytes);
        HeadTailBuffer errors = new(request.MaxOutputBytes);
        output.Add(result.GetOutputBytes());
        errors.Add(error);
        return CommandResult.FromBytes(code, output.ToArray(), errors.ToArray()) with
        {
            Node = node,
            DroppedBytes = result.DroppedBytes + output.Dropped + errors.Dropped,
            DroppedErrorBytes = result.DroppedErrorBytes + errors.Dropped,
            HasTimedOut = result.HasTimedOut,
        };
    }

    /// <summary>
    /// Ends a step and all its processes, even if its srun has exited, and waits until the step no longer exists. The
    /// time is limited, and short after a lost connection.
    /// </summary>
    private async Task EndAsync(string key, bool isLinkLost)
    {
        string last = "it is still there";
        try
        {
            bool isEnded = await FailureQuery.RunAsync(
                token => TryEndAsync(key, reason => last = reason, token),
                fallback: false,
                isLinkLost ? FailureQuery.Limit : EndDeadline,
                options.Clock,
                CancellationToken.None
            );
            if (isEnded)
            {
                return;
            }
        }
        catch (AgentException) when (!isLinkLost)
        {
            await EndAsync(key, isLinkLost: true);
            return;
        }
        catch (AgentException failure)
        {
            last = failure.Problems[0].Message;
        }

        SlurmLog.StepNotTerminated(logger, key, node, last);
    }

    private async Task<bool> TryEndAsync(string key, Action<string> report, CancellationToken cancellationToken)
    {
        for (int empty = 0; ; )
        {
            try
            {
                string[] steps = await FindAsync(key, cancellationToken);
                empty = steps.Length == 0 ? empty + 1 : 0;
                if (empty == EmptyPolls)
                {
                    return true;
                }

                if (steps.Length != 0)
                {
                    await client.RunAsync(["scancel", "--signal=KILL", .. steps], "", cancellationToken);
                }
            }
            catch (ProviderException failure)
            {
                if (ContainsAny(failure.Message, JobEnded) && !failure.IsTransient)
                {
                    return true;
                }

                report(failure.Problems[0].Message);
            }

            await Task.Delay(
                TimeSpan.FromMilliseconds(Math.Min(200, options.PollInterval.TotalMilliseconds)),
                options.Clock,
                cancellationToken
            );
        }
    }

    private async Task<string[]> FindAsync(string key, CancellationToken cancellationToken)
    {
        CommandResult result = await client.RunAsync(
            ["squeue", "--steps", "--noheader", "--all", $"--jobs={job.Id}", "--format=%i|%j"],
            "",
            cancellationToken
        );
        return
        [
            .. result
                .Output.Split('\n')
                .Select(line => line.Trim().Split('|'))
                .Where(fields => fields.Length == 2 && fields[1] == key)
                .Select(fields => fields[0]),
        ];
    }
}

/// <summary>Standard input and output of a step. Disposing the stream ends the step.</summary>
internal sealed class StepStream(Stream inner, Func<Task> end) : DuplexStream
{
    private Task? _ended;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(buffer, cancellationToken);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await inner.WriteAsync(buffer, cancellationToken);
        await inner.FlushAsync(cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await (_ended ??= end());
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();

            // The task is kept, because it cannot be awaited here. It does not throw.
            _ended ??= end();
        }

        base.Dispose(disposing);
    }
}

/// <summary>Separates a program's standard error from the output of the shell and Slurm, incrementally.</summary>
internal sealed class StepErrors(string key)
{
    private readonly string _start = $"{key} {StepScript.Started}\n";
    private readonly string _end = $"\n{key} ";
    private string _buffer = "";
    private bool _hasStarted;
    private bool _hasEnded;

    /// <summary>Adds a chunk and returns the part that is certainly from the program.</summary>
    public string Append(string text)
    {
        _buffer += text;
        if (!_hasStarted && _buffer.IndexOf(_start, StringComparison.Ordinal) is >= 0 and int at)
        {
            _hasStarted = true;
            _buffer = _buffer[(at + _start.Length)..];
        }

        if (!_hasStarted || _hasEnded)
        {
            return "";
        }

        int end = _buffer.IndexOf(_end, StringComparison.Ordinal);
        _hasEnded = end >= 0;
        int safeLength = _hasEnded ? end : _buffer.Length - MatchEndPrefix();
        string confirmed = _buffer[..safeLength];
        _buffer = _buffer[safeLength..];
        return confirmed;
    }

    /// <summary>
    /// Splits the complete output into the output of the program and the report after it; null if the program was not
    /// started. If the report is empty, the outcome is unknown.
    /// </summary>
    public static (byte[] Output, string[] Words)? Split(byte[] bytes, string key)
    {
        byte[] start = Encoding.ASCII.GetBytes($"{key} {StepScript.Started}\n");
        int from = bytes.AsSpan().IndexOf(start);
        if (from < 0)
        {
            return null;
        }

        byte[] end = Encoding.ASCII.GetBytes($"\n{key} ");
        Span<byte> rest = bytes.AsSpan(from + start.Length);
        int to = rest.LastIndexOf(end);
        if (to < 0)
        {
            return (rest.ToArray(), []);
        }

        string line = Encoding.ASCII.GetString(rest[(to + end.Length)..]).Split('\n')[0];
        return (rest[..to].ToArray(), line.Split(' '));
    }

    // Returns the length of the suffix of the held text that may be the start of the end marker.
    private int MatchEndPrefix()
    {
        for (int length = Math.Min(_buffer.Length, _end.Length - 1); length > 0; length--)
        {
            if (_buffer.EndsWith(_end[..length], StringComparison.Ordinal))
            {
                return length;
            }
        }

        return 0;
    }
}
