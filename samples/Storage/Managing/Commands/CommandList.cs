using StorageSample.Managing.Records;

namespace StorageSample.Managing.Commands;

/// <summary>Starts commands and records their outcome.</summary>
internal sealed class CommandList(
    ManagerStore store,
    ActionDispatcher dispatcher,
    CommandSteps steps,
    EventList events,
    StorageManagerOptions options
) : IAsyncDisposable
{
    private const int MaxAttempts = 3;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly HashSet<Task> _running = [];

    /// <summary>Starts a command, which continues in the background.</summary>
    /// <param name="message">Description for users.</param>
    /// <param name="commandSteps">Steps in order. The command stops at the first failed step.</param>
    /// <returns>Number of the command.</returns>
    public async Task<int> StartAsync(string message, params IReadOnlyList<CommandStep> commandSteps)
    {
        CommandRecord created = await store.ChangeAsync(records =>
        {
            CommandRecord command = new(records.Commands.LastId + 1, message, options.Clock.GetUtcNow()) { Orders = commandSteps };
            return (new ManagerChange { Commands = [command] }, command);
        });
        events.Add("command", $"{message} began");
        StartRun(created, isResumed: false);
        return created.Id;
    }

    /// <summary>Resumes the open commands of an earlier process if their current step is idempotent.</summary>
    public async Task ResumeAsync()
    {
        CommandRecord[] open = store.Read(records => records.Commands.All.Where(command => !command.IsComplete).ToArray());
        CommandRecord[] lost = [.. open.Where(command => !CanResume(command))];
        if (lost.Length > 0)
        {
            await store.ChangeAsync(_ => new ManagerChange
            {
                Commands =
                [
                    .. lost.Select(command =>
                        command with
                        {
                            IsComplete = true,
                            IsErrored = true,
                            Orders = null,
                            Error =
                                "the manager stopped before the command completed, so its outcome is unknown; check it, and "
                                + "send the command again",
                        }
                    ),
                ],
            });
        }

        foreach (CommandRecord command in open.Where(CanResume))
        {
            events.Add("command", $"{command.Message} continues");
            StartRun(command, isResumed: true);
        }
    }

    [SuppressMessage("Performance", "CA1849", Justification = "CancelAsync leaves the simulation's loop.")]
    public async ValueTask DisposeAsync()
    {
        _closing.Cancel();
        Task[] running;
        lock (_gate)
        {
            running = [.. _running];
        }

        await Task.WhenAll(running);
        _closing.Dispose();
    }

    private static bool CanResume(CommandRecord command) =>
        command.Orders is { } commandSteps && (command.OrdersDone >= commandSteps.Count || commandSteps[command.OrdersDone].IsRepeatable);

    private void StartRun(CommandRecord command, bool isResumed)
    {
        Task running = RunAsync(command, isResumed);
        lock (_gate)
        {
            _running.RemoveWhere(static task => task.IsCompleted);
            _running.Add(running);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Every failure of a command is its outcome; the manager continues.")]
    private async Task RunAsync(CommandRecord command, bool isResumed)
    {
        using CancellationTokenSource limit = new(options.CommandTimeout, options.Clock);
        using CancellationTokenSource linkedSource = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _closing.Token);
        CommandRun run = new(dispatcher, command.StepCount, linkedSource.Token);
        string error = "";
        try
        {
            await RunAsync(command, run, isResumed);
        }
        catch (Exception exception)
        {
            if (_closing.IsCancellationRequested)
            {
                // The next process resumes it.
                return;
            }

            error = exception is CommandFailedException ? exception.Message : exception.ToString();
        }

        events.Add("command", error.Length == 0 ? $"{command.Message} ended" : $"{command.Message} failed: {error}");
        await SaveAsync(command.Id, current =>
            current with
            {
                IsComplete = true,
                IsErrored = error.Length > 0,
                Error = error,
                StepCount = run.StepCount,
                Orders = null,
            }
        );
    }

    private async Task RunAsync(CommandRecord command, CommandRun run, bool isResumed)
    {
        IReadOnlyList<CommandStep> commandSteps = command.Orders ?? [];
        for (int index = command.OrdersDone; index < commandSteps.Count; index++)
        {
            if (isResumed)
            {
                await steps.SettleAsync(run, commandSteps[index]);
            }

            await ExecuteAsync(run, commandSteps[index]);
            if (index + 1 < commandSteps.Count)
            {
                await SaveAsync(command.Id, current => current with { OrdersDone = index + 1, StepCount = run.StepCount });
            }
        }
    }

    // A response is lost when a busy agent or transport makes the session restart.
    private async Task ExecuteAsync(CommandRun run, CommandStep step)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await steps.ExecuteAsync(run, step);
                return;
            }
            catch (CommandFailedException failure) when (failure.IsResponseLost && step.IsRepeatable && attempt < MaxAttempts)
            {
                await steps.SettleAsync(run, step);
            }
        }
    }

    private Task SaveAsync(int id, Func<CommandRecord, CommandRecord> change) =>
        store.ChangeAsync(records => records.Commands.Find(id) is { } command ? new ManagerChange { Commands = [change(command)] } : null);
}
