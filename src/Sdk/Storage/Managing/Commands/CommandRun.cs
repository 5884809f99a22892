using Scalewright.Storage.Managing.Book;

namespace Scalewright.Storage.Managing.Commands;

/// <summary>A command under way: what its steps use.</summary>
internal sealed class CommandRun(ActionDesk desk, int stepCount, CancellationToken cancellationToken)
{
    private int _steps = stepCount;

    /// <summary>How many actions have ended well.</summary>
    public int StepCount => Volatile.Read(ref _steps);

    /// <summary>Has a host do something.</summary>
    /// <exception cref="CommandFailedException">It failed.</exception>
    public async Task<JsonElement> AskAsync(HostRecord host, string action, Action<Utf8JsonWriter>? arguments = null)
    {
        JsonElement result = await desk.RunAsync(host.Fqdn, action, arguments, cancellationToken);
        Interlocked.Increment(ref _steps);
        return result;
    }

    /// <summary>Waits until a host can be asked.</summary>
    /// <exception cref="CommandFailedException">It is not heard of.</exception>
    public Task MeetAsync(HostRecord host) => desk.OpenAsync(host.Fqdn, cancellationToken);
}
