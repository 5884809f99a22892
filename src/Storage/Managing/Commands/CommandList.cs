using System.Diagnostics.CodeAnalysis;
using Scalewright.Storage.Managing.Book;
using Scalewright.Storage.Managing.Sightings;

namespace Scalewright.Storage.Managing.Commands;

/// <summary>Starts commands, and notes how they end.</summary>
internal sealed class CommandList(ManagerBook book, ActionDesk desk, Services services, EventList events, ManagerOptions options) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly HashSet<Task> _running = [];

    /// <summary>Sets a host up that has just registered.</summary>
    /// <returns>The command's number.</returns>
    public Task<int> SetUpAsync(HostRecord host) => StartAsync($"Set up {host.Fqdn}", run => HostCommands.SetUpAsync(run, book, services, host, options.SetsUpHosts));

    /// <summary>Starts a command; it goes on when this returns.</summary>
    /// <param name="message">What is done, as users see it.</param>
    /// <param name="steps">Its steps; a <see cref="CommandFailedException"/> ends it.</param>
    /// <returns>The command's number.</returns>
    public async Task<int> StartAsync(string message, Func<CommandRun, Task> steps)
    {
        int id = await book.ChangeAsync(known =>
        {
            CommandRecord command = new(known.Commands.LastId + 1, message, options.Clock.GetUtcNow());
            return (new BookChange { Commands = [command] }, command.Id);
        });
        events.Add("command", $"{message} began");
        Task running = RunAsync(id, message, steps);
        lock (_gate)
        {
            _running.RemoveWhere(static task => task.IsCompleted);
            _running.Add(running);
        }

        return id;
    }

    /// <summary>Says of commands that an earlier process left open that nobody goes on with them.</summary>
    public Task CloseLeftAsync() => book.ChangeAsync(known =>
    {
        CommandRecord[] left = [.. known.Commands.All.Where(command => !command.IsComplete)];
        return left.Length == 0 ? null : new BookChange
        {
            Commands = left.Select(command => command with { IsComplete = true, IsErrored = true, Error = "the manager ended before the command did; give it again" }).ToValueList(),
        };
    });

    /// <inheritdoc/>
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

    [SuppressMessage("Design", "CA1031", Justification = "Every failure of a command is its outcome; the manager goes on.")]
    private async Task RunAsync(int id, string message, Func<CommandRun, Task> steps)
    {
        using CancellationTokenSource limit = new(options.CommandMax, options.Clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _closing.Token);
        CommandRun run = new(desk, either.Token);
        string error = "";
        try
        {
            await steps(run);
        }
        catch (Exception exception)
        {
            error = exception is CommandFailedException ? exception.Message : exception.ToString();
        }

        events.Add("command", error.Length == 0 ? $"{message} ended" : $"{message} failed: {error}");
        await book.ChangeAsync(known => known.Commands.Find(id) is { } command
            ? new BookChange { Commands = [command with { IsComplete = true, IsErrored = error.Length > 0, Error = error, StepCount = run.StepCount }] }
            : null);
    }
}
