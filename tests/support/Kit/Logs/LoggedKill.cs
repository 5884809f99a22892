using Microsoft.Extensions.Logging;
using ProviderContracts;

namespace Tests.Shared;

/// <summary>Kills a program at a change that its provider logs. Changes take effect before they are logged.</summary>
/// <typeparam name="T">Type of the provider.</typeparam>
/// <param name="isChange">Returns whether an event reports a change; null if each one does.</param>
public sealed class LoggedKill<T>(KillPoint kill, Func<EventId, bool>? isChange = null) : ILogger<T>
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (!kill.CallAsync(isChange?.Invoke(eventId) ?? true, () => Task.FromResult(true)).IsCompleted)
        {
            throw new OperationCanceledException("the program was killed");
        }
    }
}
