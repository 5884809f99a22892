using Scalewright.Agents;
using Scalewright.Agents.BuiltIn;
using Scalewright.Clusters;
using Scalewright.Tool.Output;

namespace Scalewright.Tool;

/// <summary>Reads logs of nodes: the logs of their agents, or a file.</summary>
/// <param name="print">Receives the lines; called concurrently.</param>
/// <param name="file">Absolute path of a file on the nodes; null: the logs of the agents.</param>
/// <param name="follows">True to wait for new lines until canceled.</param>
internal sealed class NodeLogReader(Action<LogLineOutput> print, string? file, bool follows)
{
    // The longest timeout of a command, in whole days. The remote program exits when its output is no longer read.
    private static readonly TimeSpan MaxFollowTime = TimeSpan.FromDays(49);

    /// <summary>Reads the logs of one node after the other, or of all nodes in parallel if the logs are
    /// followed.</summary>
    /// <returns>Problems of nodes that cannot be read.</returns>
    public async Task<IReadOnlyList<Problem>> ReadAsync(NodeSet nodes, CancellationToken cancellationToken)
    {
        if (follows)
        {
            Problem?[] all = await Task.WhenAll(nodes.Select(node => ReadAsync(node, cancellationToken)));
            return [.. all.OfType<Problem>()];
        }

        List<Problem> problems = [];
        foreach (Node node in nodes)
        {
            if (await ReadAsync(node, cancellationToken) is { } problem)
            {
                problems.Add(problem);
            }
        }

        return problems;
    }

    /// <summary>Reads the log of a node.</summary>
    /// <returns>Problem of a node that cannot be read; null if the log was read.</returns>
    public async Task<Problem?> ReadAsync(Node node, CancellationToken cancellationToken)
    {
        try
        {
            return file is null ? await ReadAgentAsync(node, cancellationToken) : await ReadFileAsync(node, file, cancellationToken);
        }
        catch (ScalewrightException exception)
        {
            Problem problem = exception.Problems[0] with { Source = node.Name };
            bool isOldAgent = file is null && problem.Code == ProblemCode.AgentMismatch;
            return isOldAgent ? problem with { Advice = "print a file of the node by --file" } : problem;
        }
    }

    private async Task<Problem?> ReadAgentAsync(Node node, CancellationToken cancellationToken)
    {
        IAgentLog log = await node.GetServiceAsync<IAgentLog>(cancellationToken);
        AgentLogPosition end = await log.GetPositionAsync(cancellationToken);
        if (!follows && end.Number == 0)
        {
            return null;
        }

        await foreach (AgentLogLine line in log.FollowAsync(logStartedAt: null, afterNumber: 0, cancellationToken))
        {
            print(new LogLineOutput(node.Name, line.Timestamp.UtcDateTime, FormatLevel(line.Level), line.Logger, line.Message));
            if (!follows && line.Number >= end.Number)
            {
                break;
            }
        }

        return null;
    }

    private Task<Problem?> ReadFileAsync(Node node, string path, CancellationToken cancellationToken) =>
        follows ? FollowFileAsync(node, path, cancellationToken) : PrintFileAsync(node, path, cancellationToken);

    private async Task<Problem?> PrintFileAsync(Node node, string path, CancellationToken cancellationToken)
    {
        byte[] content = await node.GetFileAsync(path, cancellationToken);
        using StreamReader lines = new(new MemoryStream(content, writable: false), Encoding.UTF8);
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            print(new LogLineOutput(node.Name, null, "", path, line));
        }

        return null;
    }

    // tail(1): -n +1 prints all lines, -F follows a file by its name, also after rotation.
    private async Task<Problem?> FollowFileAsync(Node node, string path, CancellationToken cancellationToken)
    {
        StringBuilder rest = new();
        long missed = 0;
        CommandRequest request = new(["tail", "-n", "+1", "-F", path])
        {
            Timeout = MaxFollowTime,
            OnOutput = piece =>
            {
                missed += piece.DroppedBytes;
                PrintLines(node.Name, path, piece, rest);
            },
        };
        CommandResult result = await node.RunAsync(request, cancellationToken);
        string found = (result.HasTimedOut, missed) switch
        {
            (true, _) => $"the file was followed for {MaxFollowTime.Days} days",
            (_, > 0) => string.Create(CultureInfo.InvariantCulture, $"{missed} bytes came too fast and were missed"),
            _ => $"the file cannot be followed: {TextEscaping.Escape(result.Error.Trim())}",
        };
        return new Problem(ProblemCode.AgentCallFailed, found, "give the command again, or read the file without --follow")
        {
            Source = node.Name,
        };
    }

    private void PrintLines(string node, string path, CommandOutput piece, StringBuilder rest)
    {
        if (piece.IsError)
        {
            return;
        }

        string[] lines = (rest + piece.Text).Split('\n');
        foreach (string line in lines.SkipLast(1))
        {
            print(new LogLineOutput(node, null, "", path, line));
        }

        rest.Clear().Append(lines[^1]);
    }

    // Levels of Python's logging, as in the log protocol.
    private static string FormatLevel(int level) =>
        level switch
        {
            >= 50 => "CRITICAL",
            >= 40 => "ERROR",
            >= 30 => "WARNING",
            >= 20 => "INFO",
            _ => "DEBUG",
        };
}
