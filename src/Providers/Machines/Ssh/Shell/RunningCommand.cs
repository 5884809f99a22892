using Scalewright.Agents.Wire;

namespace Scalewright.Providers.Ssh.Shell;

/// <summary>A command of a channel, from its start until both of its streams have ended.</summary>
internal sealed class RunningCommand
{
    private readonly TaskCompletionSource<CommandEnd> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CommandEnd? _outputEnd;
    private string _fault = "";
    private int _ends;

    /// <param name="bytesMax">Bytes kept of each stream.</param>
    public RunningCommand(int bytesMax)
    {
        (Output, Error) = (new KeptBytes(bytesMax), new KeptBytes(bytesMax));
        Written = new OutputFollower(Output, Error);
    }

    public KeptBytes Output { get; }

    public KeptBytes Error { get; }

    /// <summary>Follows what it writes.</summary>
    public OutputFollower Written { get; }

    public Task<CommandEnd> End => _end.Task;

    public void AddOutput(ReadOnlySpan<byte> bytes) => Add(Output, bytes);

    public void AddError(ReadOnlySpan<byte> bytes) => Add(Error, bytes);

    public void TellFault(string fault) => _fault = fault;

    public void EndOutput(int exitCode, bool leftBehind)
    {
        _outputEnd = new CommandEnd(exitCode, leftBehind, _fault);
        CountEnd();
    }

    public void EndError() => CountEnd();

    public void Fail(Exception reason) => _end.TrySetException(reason);

    private void Add(KeptBytes stream, ReadOnlySpan<byte> bytes)
    {
        stream.Add(bytes);
        Written.Tell();
    }

    private void CountEnd()
    {
        if (Interlocked.Increment(ref _ends) == 2)
        {
            _end.TrySetResult(_outputEnd!);
        }
    }
}

/// <summary>How a command of a channel ended.</summary>
/// <param name="LeftBehind">Whether something that it started still runs and may write to the channel.</param>
/// <param name="Fault">What kept it from being started; empty: nothing.</param>
internal sealed record CommandEnd(int ExitCode, bool LeftBehind, string Fault);
