namespace Loopback.Minimega.Control;

/// <summary>
/// Connects five seconds after the start and polls for commands then and every five seconds (recorded: 07-cc, 13, 20).
/// </summary>
internal sealed class Guest(DateTimeOffset startedAt, TimeSpan heartbeat, GuestMachine? machine = null) : IDisposable
{
    public const string Arch = "amd64";
    public const string Os = "linux";

    // Recorded: still false 14 s after the start (13), true after 18 s (20).
    private static readonly TimeSpan ActiveAfter = TimeSpan.FromSeconds(15);
    private DateTimeOffset _lastBeat = DateTimeOffset.MinValue;
    private readonly HashSet<int> _taken = [];

    public SortedDictionary<string, string> Files { get; } = new(StringComparer.Ordinal);

    public List<(int Card, string Address, DateTimeOffset At)> Addresses { get; } = [];

    public List<(int Pid, string Words)> Processes { get; } = [];

    public bool IsConnected => _lastBeat > DateTimeOffset.MinValue;

    /// <summary>Addresses assigned before the last heartbeat.</summary>
    public IReadOnlyList<string> KnownAddresses =>
        [.. Addresses.Where(item => item.At < _lastBeat).Select(item => item.Address.Split('/')[0])];

    public void Advance(DateTimeOffset now, Vm vm, ControlState control, GuestShell shell)
    {
        TimeSpan age = now - startedAt;
        StoreAnswers(vm, control);
        if (age < heartbeat)
        {
            return;
        }

        vm.ActiveCc = vm.ActiveCc || age >= ActiveAfter;
        DateTimeOffset beat = startedAt + (heartbeat * Math.Floor(age / heartbeat));
        if (beat <= _lastBeat)
        {
            return;
        }

        // Nothing happens between two commands of the server, so all work was done at the first heartbeat after the
        // last one.
        DateTimeOffset first = IsConnected ? _lastBeat + heartbeat : startedAt + heartbeat;
        _lastBeat = beat;
        foreach (CcCommand command in control.Commands.Values)
        {
            if (
                !command.Answers.ContainsKey(vm.Uuid)
                && (command.Only is null || command.Only.Contains(vm.Uuid))
                && (command.Filter is null || command.Filter.Matches(vm, KnownAddresses))
            )
            {
                Run(command, vm, control, shell, first);
            }
        }
    }

    public void Dispose() => machine?.Dispose();

    private void Run(CcCommand command, Vm vm, ControlState control, GuestShell shell, DateTimeOffset at)
    {
        if (machine is null || command.Words.Count == 0)
        {
            shell.Run(command, vm, this, control, at);
        }
        else if (_taken.Add(command.Id))
        {
            machine.Begin(command);
        }
    }

    private void StoreAnswers(Vm vm, ControlState control)
    {
        while (machine?.TakeAnswer() is { } answer)
        {
            GuestShell.Store(control, answer.Command, vm, answer.Result);
            answer.Command.Answers[vm.Uuid] = answer.Result.ExitCode;
        }
    }
}
