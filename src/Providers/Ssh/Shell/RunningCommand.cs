using Scalewright.Agents.Wire;

namespace Scalewright.Providers.Ssh.Shell;

/// <summary>A command of a channel, from its start until both of its streams have ended.</summary>
internal sealed class RunningCommand(int bytesMax)
{
    private readonly TaskCompletionSource<CommandEnd> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CommandEnd? _outputEnd;
    private string _fault = "";
    private int _ends;

    public KeptBytes Output { get; } = new(bytesMax);

    public KeptBytes Error { get; } = new(bytesMax);

    public Task<CommandEnd> End => _end.Task;

    public void TellFault(string fault) => _fault = fault;

    public void EndOutput(int exitCode, bool leftBehind)
    {
        _outputEnd = new CommandEnd(exitCode, leftBehind, _fault);
        CountEnd();
    }

    public void EndError() => CountEnd();

    public void Fail(Exception reason) => _end.TrySetException(reason);

    private void CountEnd()
    {
        if (Interlocked.Increment(ref _ends) == 2)
        {
            _end.TrySetResult(_outputEnd!);
        }
    }
}
