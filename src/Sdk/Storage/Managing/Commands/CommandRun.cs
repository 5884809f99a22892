using Scalewright.Storage.Managing.Book;

namespace Scalewright.Storage.Managing.Commands;

/// <summary>Context of a running command for its steps.</summary>
internal sealed class CommandRun(ActionDispatcher desk, int stepCount, CancellationToken cancellationToken)
{
    private int _steps = stepCount;

    public int StepCount => Volatile.Read(ref _steps);

    /// <exception cref="CommandFailedException">The action failed.</exception>
    public async Task<JsonElement> AskAsync(HostRecord host, string action, Action<Utf8JsonWriter>? arguments = null)
    {
        JsonElement result = await desk.RunAsync(host.Fqdn, action, arguments, cancellationToken);
        Interlocked.Increment(ref _steps);
        return result;
    }

    /// <summary>Waits until a host accepts actions.</summary>
    /// <exception cref="CommandFailedException">The host is lost.</exception>
    public Task MeetAsync(HostRecord host) => desk.OpenAsync(host.Fqdn, cancellationToken);
}
