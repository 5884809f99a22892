using System.Globalization;
using System.Text;
using Scalewright.Agents.Services;

namespace Scalewright.Agents.BuiltIn;

/// <summary>Lets processes, disks and processors of a node go wrong, by programs that undo it without this agent.</summary>
internal sealed class NodeFaultsService(ServiceContext context) : INodeFaults
{
    private const int ProcessMin = 2;
    private const int ProcessorsMax = 1024;
    private const int OutputBytesMax = 1024 * 1024;
    private const int Warning = 30;
    private static readonly TimeSpan DurationMax = TimeSpan.FromDays(1);

    private int _count;

    private string Folder => context.Folder.Length > 0 ? $"{context.Folder}/.scalewright-faults" : throw new InvalidOperationException("This agent has no folder, and so no place to write down what is to be undone.");

    public async Task KillAsync(int process, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(process, ProcessMin);
        await RunAsync(["sh", "-c", "kill -KILL \"$1\"", "sh", Text(process)], cancellationToken);
    }

    public Task<NodeFault> PauseAsync(int process, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(process, ProcessMin);
        return StartAsync("pause", duration, Text(process), 0, cancellationToken);
    }

    public Task<NodeFault> FillDiskAsync(string folder, long bytesLeft, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytesLeft);
        return folder.StartsWith('/') && !folder.Contains('\n', StringComparison.Ordinal) && !folder.Contains('\0', StringComparison.Ordinal)
            ? StartAsync("fill", duration, folder.TrimEnd('/') is { Length: > 0 } path ? path : "/.", bytesLeft, cancellationToken)
            : throw new ArgumentException($"'{Printable.Escape(folder)}' is no absolute path of one line.", nameof(folder));
    }

    public Task<NodeFault> LoadProcessorsAsync(int count, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, ProcessorsMax);
        return StartAsync("load", duration, Text(count), 0, cancellationToken);
    }

    public async Task<ValueList<NodeFault>> ListAsync(CancellationToken cancellationToken)
    {
        string text = await RunAsync(["sh", "-c", FaultScripts.List, "sh", Folder], cancellationToken);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => line.Split(' ', 4))
            .Where(static words => words.Length == 4)
            .Select(static words => new NodeFault(words[0], words[2], words[3]))
            .ToValueList();
    }

    public async Task UndoAsync(CancellationToken cancellationToken) => await RunAsync(["sh", "-c", FaultScripts.Undo, "sh", Folder], cancellationToken);

    private async Task<NodeFault> StartAsync(string kind, TimeSpan duration, string subject, long bytesLeft, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(duration, DurationMax);
        string id = string.Create(CultureInfo.InvariantCulture, $"{kind}-{context.Boot}-{Interlocked.Increment(ref _count)}");
        await RunAsync(
            ["sh", "-c", FaultScripts.Start, "sh", FaultScripts.Keeper, Folder, id, kind, Text((long)Math.Ceiling(duration.TotalSeconds)), subject, Text(bytesLeft)],
            cancellationToken);
        context.Log.Write(Warning, "scalewright.faults", string.Create(CultureInfo.InvariantCulture, $"{id}: {subject} for {duration.TotalSeconds:0.###} s"));
        return new NodeFault(id, kind, subject);
    }

    private async Task<string> RunAsync(ValueList<string> words, CancellationToken cancellationToken)
    {
        ProgramOutput output = new(OutputBytesMax);
        int code = await context.Programs.RunAsync(new CommandRequest(words), output, cancellationToken);
        string error = Encoding.UTF8.GetString(output.TakeError()).Trim();
        return code == 0 ? Encoding.UTF8.GetString(output.TakeOutput()) : throw new InvalidOperationException(error.Length > 0 ? Printable.Escape(error) : $"The node's shell ended with exit code {code}.");
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
