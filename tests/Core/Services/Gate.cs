namespace Services.Tests;

[SuppressMessage("Design", "CA1001", Justification = "The agent disposes of it.")]
internal sealed class Gate : IGate
{
    private readonly ManualResetEventSlim _opened = new();

    public List<int> Passed { get; } = [];

    public Task HoldAsync(CancellationToken cancellationToken)
    {
        _opened.Wait(cancellationToken);
        return Task.CompletedTask;
    }

    public Task OpenAsync(CancellationToken cancellationToken)
    {
        _opened.Set();
        return Task.CompletedTask;
    }

    public Task PassAsync(int number, CancellationToken cancellationToken)
    {
        Passed.Add(number);
        return Task.CompletedTask;
    }
}
