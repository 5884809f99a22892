namespace Scalewright.Providers.Slurm.Steps;

/// <summary>
/// Connection to a node that requires only Slurm and a shell on the node. Each command is a step of the node's job, and
/// files are transferred as text by steps.
/// </summary>
internal sealed class StepConnection(StepRunner runner) : INodeConnection
{
    private const int PieceBytes = 1024 * 1024;
    private const int MaxResponseBytes = 4 * PieceBytes;
    private readonly CancellationTokenSource _ending = new();

    public string Node => runner.Node;

    public string BootId => runner.Boot;

    public async Task<CommandResult> RunAsync(CommandRequest request, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_ending.IsCancellationRequested, this);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ending.Token);
        return await runner.RunAsync(request, ending.Token);
    }

    public async Task PutFileAsync(string path, Stream content, CancellationToken cancellationToken = default)
    {
        NodePath.Validate(path);
        ArgumentNullException.ThrowIfNull(content);
        string part = $"{path}.{RandomNumberGenerator.GetHexString(12, lowercase: true)}.new";
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[PieceBytes];
        bool isWhole = false;
        bool isStarted = false;
        try
        {
            while (!isWhole)
            {
                int count = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
                hash.AppendData(buffer, 0, count);
                bool isLast = count < buffer.Length;
                string sum = isLast ? Convert.ToHexStringLower(hash.GetCurrentHash()) : "";
                ValueList<string> arguments = ["sh", "-c", StepScript.Put, "sh", part, path, sum, isStarted ? "" : "first"];
                isStarted = true;
                await ExpectAsync(
                    new CommandRequest(arguments) { Input = Convert.ToBase64String(buffer, 0, count), Timeout = runner.Deadline },
                    path,
                    cancellationToken
                );
                isWhole = isLast;
            }
        }
        catch (Exception failure) when (isStarted)
        {
            await ForgetAsync(part, failure);
            throw;
        }
    }

    public async Task<long> GetFileAsync(string path, Stream destination, CancellationToken cancellationToken = default)
    {
        NodePath.Validate(path);
        ArgumentNullException.ThrowIfNull(destination);
        string? first = null;
        for (long length = 0; ; )
        {
            ValueList<string> arguments =
            [
                "sh",
                "-c",
                StepScript.Get,
                "sh",
                path,
                (length + 1).ToString(CultureInfo.InvariantCulture),
                PieceBytes.ToString(CultureInfo.InvariantCulture),
            ];
            CommandResult result = await ExpectAsync(
                new CommandRequest(arguments) { MaxOutputBytes = MaxResponseBytes, Timeout = runner.Deadline },
                path,
                cancellationToken
            );
            string[] lines = result.Output.Split('\n', 2);
            first ??= lines[0];
            if (
                lines.Length < 2
                || lines[0] != first
                || !long.TryParse(first.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out long size)
            )
            {
                throw Fault(path, "it changed while it was read");
            }

            byte[] chunk = Decode(lines[1], path);
            await destination.WriteAsync(chunk, cancellationToken);
            length += chunk.Length;
            if (length == size)
            {
                return length;
            }

            if (chunk.Length == 0 || length > size)
            {
                throw Fault(path, "it changed while it was read");
            }
        }
    }

    public async Task<TimeSpan> PingAsync(CancellationToken cancellationToken = default)
    {
        long start = runner.Clock.GetTimestamp();
        CommandResult result = await RunAsync(new CommandRequest(["true"]) { Timeout = runner.Deadline }, cancellationToken);
        return !result.HasTimedOut
            ? runner.Clock.GetElapsedTime(start)
            : throw new AgentException(
                Node,
                SlurmProblems.StepLost(
                    string.Create(CultureInfo.InvariantCulture, $"no step ended within {runner.Deadline.TotalSeconds:0.###} s")
                )
            )
            {
                IsTransient = true,
            };
    }

    public async ValueTask DisposeAsync()
    {
        if (!_ending.IsCancellationRequested)
        {
            await _ending.CancelAsync();
            _ending.Dispose();
        }
    }

    private byte[] Decode(string text, string path)
    {
        byte[] bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out int count) ? bytes[..count] : throw Fault(path, "it did not arrive whole");
    }

    private async Task<CommandResult> ExpectAsync(CommandRequest request, string path, CancellationToken cancellationToken)
    {
        CommandResult result = await RunAsync(request, cancellationToken);
        return result switch
        {
            { Succeeded: true } => result,
            { HasTimedOut: true } => throw Fault(
                path,
                string.Create(CultureInfo.InvariantCulture, $"a piece of it took longer than {request.Timeout.TotalSeconds:0.###} s")
            ),
            _ => throw Fault(path, result.Error.Trim()),
        };
    }

    private AgentException Fault(string path, string found) =>
        new(
            Node,
            new Problem(
                ProblemCode.AgentCallFailed,
                $"'{TextEscaping.Escape(path)}': {TextEscaping.Escape(found)}",
                "check the path on the node"
            )
        );

    private async Task ForgetAsync(string part, Exception failure)
    {
        CommandRequest removal = new(["rm", "-f", "--", part]) { Timeout = runner.Deadline };
        // A command over a dead link takes much longer.
        bool isLinkLost = failure is AgentException lost && lost.Code == ProblemCode.ConnectionLost;
        try
        {
            await FailureQuery.RunAsync<CommandResult?>(
                async token => await runner.RunAsync(removal, token),
                null,
                isLinkLost ? FailureQuery.Limit : Timeout.InfiniteTimeSpan,
                runner.Clock,
                CancellationToken.None
            );
        }
        catch (AgentException)
        {
            // The node does not exist or is unreachable. The remaining file has a unique name.
        }
    }
}
