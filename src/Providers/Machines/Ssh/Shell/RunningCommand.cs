using Scalewright.Agents.Wire;

namespace Scalewright.Providers.Ssh.Shell;

/// <summary>A command of a channel, from its start until both of its streams have ended.</summary>
internal sealed class RunningCommand
{
    private readonly TaskCompletionSource<CommandEnd> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CommandEnd? _outputEnd;
    private string _fault = "";
    private int _ends;

    /// <param name="maxBytes">Maximum number of bytes kept of each stream.</param>
    public RunningCommand(int maxBytes)
    {
        (Output, Error) = (new HeadTailBuffer(maxBytes), new HeadTailBuffer(maxBytes));
        Written = new OutputPump(Output, Error);
    }

    public HeadTailBuffer Output { get; }

    public HeadTailBuffer Error { get; }

    /// <summary>Follows the output of the command.</summary>
    public OutputPump Written { get; }

    public Task<CommandEnd> End => _end.Task;

    public void AddOutput(ReadOnlySpan<byte> bytes) => Add(Output, bytes);

    public void AddError(ReadOnlySpan<byte> bytes) => Add(Error, bytes);

    public void SetFault(string fault) => _fault = fault;

    public void EndOutput(int exitCode, bool leftBehind)
    {
        _outputEnd = new CommandEnd(exitCode, leftBehind, _fault);
        CountEnd();
    }

    public void EndError() => CountEnd();

    public void Fail(Exception reason) => _end.TrySetException(reason);

    private void Add(HeadTailBuffer stream, ReadOnlySpan<byte> bytes)
    {
        stream.Add(bytes);
        Written.Notify();
    }

    private void CountEnd()
    {
        if (Interlocked.Increment(ref _ends) == 2)
        {
            _end.TrySetResult(_outputEnd!);
        }
    }
}

/// <summary>Outcome of a command of a channel.</summary>
/// <param name="LeftBehind">True if a process that it started still runs and may write to the channel.</param>
/// <param name="Fault">Reason why it was not started; empty if it was.</param>
internal sealed record CommandEnd(int ExitCode, bool LeftBehind, string Fault);
