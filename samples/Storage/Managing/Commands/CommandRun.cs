using StorageSample.Managing.Records;

namespace StorageSample.Managing.Commands;

/// <summary>Context of a running command for its steps.</summary>
internal sealed class CommandRun(ActionDispatcher dispatcher, int stepCount, CancellationToken cancellationToken)
{
    private int _steps = stepCount;

    public int StepCount => Volatile.Read(ref _steps);

    /// <exception cref="CommandFailedException">The action failed.</exception>
    public async Task<JsonElement> RunAsync(HostRecord host, string action, Action<Utf8JsonWriter>? arguments = null)
    {
        JsonElement result = await dispatcher.RunAsync(host.Fqdn, action, arguments, cancellationToken);
        Interlocked.Increment(ref _steps);
        return result;
    }

    /// <summary>Waits until a host accepts actions.</summary>
    /// <exception cref="CommandFailedException">The host is lost.</exception>
    public Task WaitAsync(HostRecord host) => dispatcher.OpenAsync(host.Fqdn, cancellationToken);
}
